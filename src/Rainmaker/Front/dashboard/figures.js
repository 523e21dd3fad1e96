/* From the counted stretches to the figures of a period and an owner. A period is a whole number of stretches: the sum up to its end less the sum up to its beginning. */

export function book(data) {
  const { buckets, periods, lines } = data.time_series;
  const byName = new Map();
  for (const { name, owner, key, at, values } of lines) {
    const upTo = new Float64Array(values.length + 1);
    values.forEach((value, i) => (upTo[i + 1] = upTo[i] + value));
    if (!byName.has(name)) byName.set(name, []);
    byName.get(name).push({ owner, key, at, upTo });
  }
  const owners = new Map(data.owners.map((owner) => [owner.id, owner.name]));
  const nameOf = (id) => owners.get(id) ?? (id === "" ? "Nobody" : `Owner ${id}`);

  const span = (from, to) => {
    const first = from === null ? 0 : buckets.findIndex((bucket) => bucket.from !== null && bucket.from >= from);
    const after = buckets.findIndex((bucket) => bucket.to > to);
    return first < 0 ? [0, 0] : [first, after < 0 ? buckets.length : after];
  };
  const reached = ({ at, upTo }, bucket) => upTo[Math.min(Math.max(bucket - at, 0), upTo.length - 1)];
  /* Cents at most: what the subtraction leaves behind them is not there. */
  const within = (line, [first, after]) => Math.round(100 * (reached(line, after) - reached(line, first))) / 100;

  /* What a name sums to between two days, of one owner (null: of all). */
  function view(from, to, owner) {
    const stretch = span(from, to);
    const chosen = (name) => (byName.get(name) ?? []).filter((line) => owner === null || line.owner === owner);
    const by = (name, key) => {
      const sums = new Map();
      for (const line of chosen(name)) sums.set(line[key], (sums.get(line[key]) ?? 0) + within(line, stretch));
      return [...sums].filter(([, sum]) => sum !== 0).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    };
    const sum = (name, key) => chosen(name).reduce((all, line) => all + (key === undefined || line.key === key ? within(line, stretch) : 0), 0);
    return {
      sum, by,
      winRate: percent(sum("deals_won"), sum("deals_won") + sum("deals_lost")),
      dealSize: ratio(sum("won_value"), sum("won_valued")),
      cycle: ratio(sum("cycle_days"), sum("deals_won")),
      of: (name, owner, key) => chosen(name).filter((line) => line.owner === owner && line.key === key).reduce((all, line) => all + within(line, stretch), 0),
    };
  }

  /* Steps for a drawing: days where the period is short, months else. */
  function steps(from, to) {
    const [first, after] = span(from, to);
    const short = from !== null && days(from, to) <= 31;
    const all = [];
    buckets.slice(first, after).forEach((bucket, i) => {
      const label = bucket.from === null ? `before ${Number(bucket.to.slice(0, 4)) + 1}` : short ? day(bucket.from) : month(bucket.from);
      if (all.at(-1)?.label === label) Object.assign(all.at(-1), { to: bucket.to, after: first + i + 1 });
      else all.push({ label, from: bucket.from, to: bucket.to, first: first + i, after: first + i + 1 });
    });
    return all;
  }

  /* The same figure for each step. */
  function over(steps, owner, name, key) {
    const lines = (byName.get(name) ?? []).filter((line) => (owner === null || line.owner === owner) && (key === undefined || line.key === key));
    return steps.map(({ first, after }) => lines.reduce((all, line) => all + within(line, [first, after]), 0));
  }

  const period = (key) => periods.find((one) => one.key === key);
  return { data, periods, period, view, steps, over, nameOf, workingDays };
}

const date = (text) => new Date(`${text}T00:00:00Z`);
const days = (from, to) => Math.round((date(to) - date(from)) / 86_400_000) + 1;
const written = (options) => {
  const format = new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
  return (text) => format.format(date(text));
};
const month = written({ month: "short", year: "2-digit" });
export const day = written({ day: "numeric", month: "short" });
export const fullDay = written({ day: "numeric", month: "long", year: "numeric" });
export const percent = (part, whole) => (whole ? (100 * part) / whole : null);
export const ratio = (part, whole) => (whole ? part / whole : null);

function workingDays(from, to) {
  let count = 0;
  for (let at = date(from); at <= date(to); at = new Date(+at + 86_400_000)) count += at.getUTCDay() % 6 ? 1 : 0;
  return count;
}
