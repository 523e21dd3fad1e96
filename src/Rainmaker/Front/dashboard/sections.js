/* The eight sections. Those that know time follow period and owner; the others say beside the title what they show. */
import { chart } from "./chart.js";
import { bars, card, h, kpi, linked, table } from "./dom.js";
import { percent, ratio } from "./figures.js";
import { targets } from "./targets.js";

const kinds = [["calls", "Calls"], ["emails", "E-mails"], ["meetings", "Meetings"], ["tasks", "Tasks"], ["notes", "Notes"]];
/* What machines call something: PAID_SEARCH, google_ads. */
const words = (text) => (text === "" ? "none" : /^([A-Z_]+|[a-z_]+)$/.test(text) ? text[0].toUpperCase() + text.slice(1).toLowerCase().replaceAll("_", " ") : text);
/* By the figure that they count. */
const reached = { mql: "mql", sql: "sql", opportunities: "opportunity", customers: "customer" };
const stages = { marketingqualifiedlead: "Marketing qualified", salesqualifiedlead: "Sales qualified" };

export function sections(book, say, choice, state, href) {
  const { data } = book;
  const { period, owner } = choice;
  const now = book.view(period.from, period.to, owner);
  const ytd = book.period("ytd");
  const compared = period.compare_from !== null;
  /* All time has no year before it: there the badge is this year's. */
  const recent = compared ? book.view(ytd.from, ytd.to, owner) : null;
  const before = compared ? book.view(period.compare_from, period.compare_to, owner) : null;
  const against = period.key === "all" ? "this year, YoY" : "YoY";
  const badge = (of, points, less) => {
    const [is, was] = compared ? [of(recent), of(before)] : [null, null];
    if (is === null || was === null || !was) return null;
    const change = points ? is - was : (100 * (is - was)) / Math.abs(was);
    return { text: `${change >= 0 ? "+" : "−"}${say.one(Math.abs(change))}${points ? " pt" : "%"}`, tone: change === 0 ? "" : change > 0 === !less ? "good" : "bad", against };
  };
  const sum = (name) => (view) => view.sum(name);
  /* The rows of a figure since ever, of all owners. */
  const ever = (figure, of) => href(figure, { from: null, to: null, owner: null, ...of });
  /* The rows of a figure: in the period unless other days are told, of the owner chosen. */
  const rows = (figure, of = {}) => href(figure, { from: period.from, to: period.to, owner, ...of });
  const figure = (label, of, show, { points, less, why, note, behind } = {}) => kpi({ label, href: behind, value: show(of(now)), full: show === say.short ? say.money(of(now)) : null, badge: badge(of, points, less), why, note });
  const asOf = `as of ${data.as_of}`;
  const open = pipelineOf(data, owner);
  const steps = book.steps(period.from, period.to);
  const over = (name, key) => book.over(steps, owner, name, key);
  const list = (pairs, behind) => pairs.slice(0, 12).map(([label, value]) => ({ label: words(label), value, href: behind(label), note: say.percent(percent(value, pairs.reduce((all, [, one]) => all + one, 0))) }));
  const some = (count, one, many = `${one}s`) => `${say.count(count)} ${count === 1 ? one : many}`;
  const per = period.label.toLowerCase();

  const summary = () => {
    const values = over("won_value");
    return [h("div", { class: "kpis" },
      kpi({ label: "Pipeline value", value: say.short(open.value), full: say.money(open.value), note: `${say.short(open.weighted)} weighted, ${asOf}`, href: rows("open") }),
      kpi({ label: "Open deals", value: say.count(open.count), note: asOf, href: rows("open") }),
      figure("Won revenue", sum("won_value"), say.short, { note: "closed in the period", behind: rows("won") }),
      figure("Win rate", (view) => view.winRate, say.percent, { points: true, why: "Nothing was closed in this period.", note: "won of all closed", behind: rows("closed") }),
      figure("Average deal size", (view) => view.dealSize, say.short, { why: "Nothing was won in this period.", note: "of deals won", behind: rows("won") }),
      figure("Activities", sum("activities"), say.count, { note: "done", behind: rows("activities") }),
      figure("New contacts", sum("contacts"), say.count, { note: "created in the period", behind: rows("contacts") }),
      figure("Sales cycle", (view) => view.cycle, say.days, { less: true, why: "Nothing was won in this period.", note: "created to won", behind: rows("won") })),
    card("Won revenue over time", per, chart("won", `${say.money(now.sum("won_value"))} won in ${some(now.sum("deals_won"), "deal")}, ${per}.`,
      { kind: "bar", categories: steps.map((step) => step.label), series: [{ name: "Won", values, hrefs: steps.map((step) => rows("won", step)), tone: "good" }], format: "money", currency: data.currency, culture: "en" }, say.money, "When"))];
  };

  const leads = () => [h("div", { class: "kpis" }, figure("Leads", sum("leads"), say.count, { behind: rows("leads") }), ...[["MQLs", "mql"], ["SQLs", "sql"], ["Customers", "customers"]].map(([label, name]) => figure(label, sum(name), say.count, { behind: rows("leads", { reached: reached[name] }) }))),
    h("div", { class: "grid cols-2" },
      card("Leads by source", per, bars(list(now.by("leads", "key"), (source) => rows("leads", { source })), say.count)),
      card("Lead status", `${per}, as it stands now`, bars(list(now.by("lead_status", "key"), (status) => rows("leads", { status })), say.count))),
    card("What a source is worth", "all time, all owners", table("Source effectiveness, all time", [["Source"], ["Leads", 1], ["MQL", 1], ["SQL", 1], ["Customers", 1], ["To customer", 1], ["Deals", 1], ["Won", 1], ["Won revenue", 1]],
      data.leads.source_effectiveness.map((s) => [words(s.source), linked(say.count(s.leads), ever("leads", { source: s.source })), ...["mql", "sql", "customers"].map((name) => linked(say.count(s[name]), ever("leads", { source: s.source, reached: reached[name] }))),
        say.percent(s.conversion_rate), linked(say.count(s.deals), ever("deals", { lead_source: s.source })), linked(say.count(s.won_deals), ever("won", { lead_source: s.source })), say.money(s.won_revenue)])))];

  const funnel = () => {
    const all = book.view(null, data.as_of, owner);
    const counts = [["Lead", "leads"], ["MQL", "mql"], ["SQL", "sql"], ["Opportunity", "opportunities"], ["Customer", "customers"]].map(([label, name]) => [label, all.sum(name), name]);
    return [card("Conversion funnel", "all time; rates of the step before", bars(counts.map(([label, value, name], at) => ({ label, value, href: rows("leads", { from: null, to: null, reached: reached[name] }), note: at ? say.percent(percent(value, counts[at - 1][1])) ?? "" : "" })), say.count))];
  };

  const target = () => {
    const quarter = `${data.as_of.slice(0, 5)}${String(Math.floor((Number(data.as_of.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    const won = (from) => book.view(from, data.as_of, owner).sum("won_value");
    return [targets(book, say, state, { month: won(`${data.as_of.slice(0, 8)}01`), quarter: won(quarter), year: won(ytd.from) })];
  };

  const pipeline = () => {
    const stale = data.pipeline.stale_deals.deals.filter((deal) => owner === null || deal.owner === owner);
    const people = data.pipeline.pipeline_by_owner.filter((one) => owner === null || one.owner === owner);
    return [card("Stages", asOf, table("Open deals by stage", [["Stage"], ["Chance", 1], ["Deals", 1], ["Value", 1], ["Weighted", 1], ["Stay", 1]],
      open.stages.map((s) => [s.label, say.percent(s.probability), linked(say.count(s.count), rows("open", { stage: s.key })), say.money(s.value), say.money(s.weighted), say.days(s.avg_days)])),
      h("p", { class: "small soft" }, data.pipeline.velocity === null ? "Velocity cannot be told before something was won." : `Velocity, all owners: ${say.money(data.pipeline.velocity)} a day (open deals × win rate × deal size ÷ length of the cycle).`)),
    h("div", { class: "grid cols-2" },
      card("Stale deals", `${asOf}; ${data.pipeline.stale_deals.threshold_days} days without activity or change`, table("Stale deals", [["Deal"], ["Stage"], ["Owner"], ["Value", 1], ["Idle", 1]],
        stale.slice(0, 12).map((d) => [linked(d.name, href("deal", { id: d.id })), d.stage, book.nameOf(d.owner), say.money(d.value), `${d.idle_days} d`]), "No deal lies still."),
        stale.length > 12 ? h("p", { class: "small faint" }, `The 12 most valuable of ${stale.length}.`) : null),
      card("Pipeline by owner", asOf, table("Pipeline by owner", [["Owner"], ["Open", 1], ["Value", 1], ["Weighted", 1], ["Stale", 1], ["Won", 1], ["Win rate", 1]],
        people.map((p) => [book.nameOf(p.owner), linked(say.count(p.open_deals), ever("open", { owner: p.owner })), say.short(p.pipeline_value), say.short(p.weighted), say.count(p.stale_deals), linked(say.count(p.won), ever("won", { owner: p.owner })), say.percent(p.win_rate)]))))];
  };

  const activity = () => {
    const goals = data.config.activity_targets;
    const start = period.from ?? data.time_series.buckets.find((b) => b.from !== null)?.from ?? data.as_of;
    const worked = Math.max(1, book.workingDays(start, period.to));
    const people = now.by("activities", "owner").map(([id, all]) => [id, ...kinds.map(([kind]) => now.of("activities", id, kind)), all, now.of("activities", id, "calls") / worked, now.of("activities", id, "emails") / worked, (5 * now.of("activities", id, "meetings")) / worked]);
    return [card("Activities over time", per, chart("activities", `${some(now.sum("activities"), "activity", "activities")} done, ${per}.`,
      { kind: "stack", categories: steps.map((step) => step.label), series: kinds.map(([kind, name]) => ({ name, values: over("activities", kind), hrefs: steps.map((step) => rows("activities", { ...step, kind })) })), format: "number", culture: "en" }, say.count, "When")),
    card("By person", period.from === null ? "rates of the last two years and this one" : per, table("Activities by person", [["Person"], ...kinds.map(([, name]) => [name, 1]), ["All", 1], [`Calls a day (of ${goals.calls_per_rep_per_day})`, 1], [`E-mails a day (of ${goals.emails_per_rep_per_day})`, 1], [`Meetings a week (of ${goals.meetings_per_rep_per_week})`, 1]],
      people.map((row) => row.map((cell, at) => (at === 0 ? book.nameOf(cell) : at > 6 ? say.one(cell) : linked(say.count(cell), rows("activities", { owner: row[0], kind: kinds[at - 1]?.[0] }))))), "Nothing was done in this period."))];
  };

  const contacts = () => {
    const top = data.contacts.top_engaged.filter((one) => owner === null || one.owner === owner).slice(0, 10);
    return [h("div", { class: "kpis" }, figure("New contacts", sum("contacts"), say.count, { behind: rows("contacts") }), figure("New companies", sum("companies"), say.count, { behind: rows("companies") }),
      kpi({ label: "All contacts", value: say.count(data.contacts.total), note: `${asOf}, all owners`, href: ever("contacts") }), kpi({ label: "All companies", value: say.count(data.contacts.companies.total), href: ever("companies"), note: `${say.count(data.contacts.companies.contacts_with_company)} contacts belong to one` })),
    h("div", { class: "grid cols-2" },
      card("Lifecycle stages", "all time, all owners", bars(Object.entries(data.contacts.lifecycle_stages).map(([stage, value]) => ({ label: stages[stage] ?? words(stage[0].toUpperCase() + stage.slice(1)), value, note: say.percent(percent(value, data.contacts.total)) })), say.count)),
      card("Companies by industry", "all time", bars(Object.entries(data.contacts.companies.by_industry).map(([label, value]) => ({ label: words(label), value })), say.count))),
    card("Most engaged contacts", "all time; a touch counts five, a conversion three, a session one", table("Most engaged contacts", [["Contact"], ["Owner"], ["Score", 1], ["Touches", 1], ["Sessions", 1], ["Page views", 1], ["Conversions", 1]],
      top.map((c) => [linked(c.name, href("lead", { id: c.id })), book.nameOf(c.owner), say.count(c.score), say.count(c.touches), say.count(c.sessions), say.count(c.page_views), say.count(c.conversions)]), "None of this owner is among the most engaged.")),
    card("On the web site", "all time", table("Web signals by first source", [["First source"], ["Contacts", 1], ["Sessions", 1], ["Page views", 1], ["Conversions", 1]],
      data.web_signals.by_source.map((s) => [words(s.source), say.count(s.contacts), say.count(s.sessions), say.count(s.page_views), say.count(s.conversions)]), "The CRM tells nothing of the web site."))];
  };

  const insights = () => {
    const { win_loss: closed, sales_cycle_trend: trend, revenue_forecast: forecast, cohort_analysis: cohorts } = data.insights;
    return [h("div", { class: "grid cols-2" },
      card("Won and lost", "all time, all owners", h("p", { class: "small" }, closed.win_rate === null ? "Nothing was closed yet." : `${closed.won} won (${say.money(closed.won_revenue)}), ${closed.lost} lost (${say.money(closed.lost_revenue)}): a win rate of ${say.percent(closed.win_rate)}.`),
        bars(Object.entries(closed.lost_reasons).map(([label, value]) => ({ label, value, href: ever("lost", { lost_reason: label }) })), say.count, "No deal was lost.")),
      card("Sales cycle", "deals won, by quarter", chart("cycle", `Days from creation to won, by quarter; ${say.days(ratio(trend.reduce((all, q) => all + (q.avg_days ?? 0) * q.won, 0), trend.reduce((all, q) => all + q.won, 0))) ?? "nothing won"} on average.`,
        { kind: "line", categories: trend.map((q) => q.quarter), series: [{ name: "Days", values: trend.map((q) => q.avg_days) }], format: "number", culture: "en" }, (value) => say.days(value) ?? "–", "Quarter"))),
    card("Revenue forecast", `${asOf}, all owners`, chart("forecast", `${say.money(forecast.summary.total_weighted_forecast)} weighted over the next ${forecast.months.length} months, between ${say.money(forecast.summary.total_worst_case)} and ${say.money(forecast.summary.total_best_case)}.`,
      { kind: "bar", categories: forecast.months.map((m) => m.month), series: [{ name: "Worst", values: forecast.months.map((m) => m.worst_case), tone: "neutral" }, { name: "Weighted", values: forecast.months.map((m) => m.weighted_forecast) }, { name: "Best", values: forecast.months.map((m) => m.best_case), tone: "faint" }], format: "money", currency: data.currency, culture: "en" }, say.money, "Month"),
      forecast.notices.map((notice) => h("p", { class: "small faint" }, notice))),
    card("What became of the leads of a month", "by the month they came in", table("Cohorts", [["Month"], ["Leads", 1], ["MQL", 1], ["SQL", 1], ["Opportunity", 1], ["Customer", 1], ["To customer", 1]],
      cohorts.map((c) => [c.month, ...["leads", "mql", "sql", "opportunities", "customers"].map((name) => linked(say.count(c[name]), href("leads", { ...monthOf(c.month), owner: null, reached: reached[name] }))), say.percent(percent(c.customers, c.leads))])))];
  };

  /* The third says whether a section follows the period; all follow the owner. */
  return [["Executive summary", summary, true], ["Leads and sources", leads, true], ["Qualified leads and funnel", funnel], ["Target setting", target], ["Pipeline", pipeline], ["Activity", activity, true], ["Contacts and companies", contacts, true], ["Insights and forecast", insights]];
}

/* "2026-11" as its first and its last day. */
const monthOf = (month) => ({ from: `${month}-01`, to: new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10) });

function pipelineOf(data, owner) {
  const stages = data.pipeline.stages.filter((stage) => stage.kind === "open").map((stage) => {
    if (owner === null) return stage;
    const own = data.pipeline.stages_by_owner.find((one) => one.owner === owner && one.stage === stage.key);
    return { ...stage, count: own?.count ?? 0, value: own?.value ?? 0, weighted: own?.weighted ?? 0 };
  });
  const all = (key) => stages.reduce((sum, stage) => sum + stage[key], 0);
  return { stages, count: all("count"), value: all("value"), weighted: all("weighted") };
}
