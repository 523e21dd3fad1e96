/* From the revenue target back to leads, with sliders: what would have to be true. */
import { card, h, table } from "./dom.js";

const sliders = [
  { key: "size", label: "Average deal size", money: true }, { key: "win", label: "Win rate (opportunity to won)" }, { key: "opp", label: "SQL to opportunity" },
  { key: "sql", label: "MQL to SQL" }, { key: "mql", label: "Lead to MQL" },
];

export function targets(book, say, state, won) {
  const { config, reverse_engineering: rates } = book.data;
  const known = { size: rates.avg_deal_size, win: rates.win_rate, opp: rates.sql_to_opportunity, sql: rates.mql_to_sql, mql: rates.lead_to_mql };
  const target = { month: config.revenue_target.monthly, quarter: config.revenue_target.quarterly, year: config.revenue_target.annual };
  state.span ??= "month";
  const value = (key) => state.values?.[key] ?? known[key];
  const goal = () => state.values?.goal ?? target[state.span];
  const answer = h("div", { class: "stack-tight", "aria-live": "polite" });
  const controls = h("div", { class: "sliders" });

  function solve() {
    const back = (from, rate) => (from === null || !rate ? null : from / (rate / 100));
    const deals = value("size") ? goal() / value("size") : null;
    const opps = back(deals, value("win"));
    const sqls = back(opps, value("opp"));
    const mqls = back(sqls, value("sql"));
    const leads = back(mqls, value("mql"));
    const whole = (number) => (number === null ? "not known" : say.count(Math.ceil(number - 1e-9)));
    const missing = sliders.filter(({ key }) => !value(key)).map(({ label }) => label.toLowerCase());
    answer.replaceChildren(
      table("What the target needs", [["To reach", false], [say.money(goal()), true]], [["Deals won", whole(deals)], ["Opportunities", whole(opps)], ["SQLs", whole(sqls)], ["MQLs", whole(mqls)], ["Leads", whole(leads)]]),
      h("p", { class: "small soft" }, `Won so far this ${state.span}: ${say.money(won[state.span])} of ${say.money(goal())}${goal() ? ` (${say.percent((100 * won[state.span]) / goal())})` : ""}.`
        + (rates.avg_sales_cycle_days === null ? "" : ` A deal takes ${say.days(rates.avg_sales_cycle_days).replace(" d", " days")}: what is to be won then must be there so long before.`)),
      missing.length ? h("p", { class: "small soft" }, `Nothing to go by yet for ${missing.join(", ")}: move the slider to suppose a value.`) : "");
  }

  function slider(key, label, least, most, step, current, show) {
    const told = h("output", { for: `what-if-${key}`, class: "num strong" }, current === null ? "not known" : show(current));
    const input = h("input", { type: "range", id: `what-if-${key}`, min: least, max: most, step, value: current ?? least, "aria-valuetext": current === null ? "not known" : show(current) });
    input.addEventListener("input", () => {
      state.values = { ...state.values, [key]: Number(input.value) };
      told.textContent = show(Number(input.value));
      input.setAttribute("aria-valuetext", told.textContent);
      solve();
    });
    return h("div", { class: "slider" }, h("label", { for: `what-if-${key}` }, label), told, input);
  }

  function build() {
    const most = Math.max(goal() * 3, 1);
    controls.replaceChildren(
      h("div", { class: "row" }, h("fieldset", { class: "segments" }, h("legend", { class: "visually-hidden" }, "Target for"), ["month", "quarter", "year"].map((span) => h("label", null,
        h("input", { type: "radio", name: "target-span", value: span, checked: state.span === span, onchange: () => { state.span = span; state.values = { ...state.values, goal: undefined }; build(); controls.querySelector(`[value=${span}]`).focus(); } }), h("span", null, span[0].toUpperCase() + span.slice(1))))),
        h("button", { class: "btn btn-small push", type: "button", onclick: () => { state.values = undefined; build(); } }, "As measured")),
      slider("goal", `Revenue target, ${state.span}`, 0, most, Math.max(1, Math.round(most / 300)), goal(), say.money),
      ...sliders.map(({ key, label, money }) => slider(key, label, money ? 100 : 0.5, money ? Math.max(1000, Math.round((known[key] ?? 10_000) * 4)) : 100, money ? 100 : 0.5, value(key), money ? say.money : say.percent)));
    solve();
  }

  build();
  return h("div", { class: "grid cols-2" }, card("What if", "the rates are measured, all time", controls), card("Needed", null, answer));
}
