/* From the counted stretches to the figures of a period and an owner. A period is a whole number of stretches: sums, nothing more. */

export function book(data) {
  const { buckets, periods, lines } = data.time_series;
  const byName = Map.groupBy ? Map.groupBy(lines, (line) => line.name) : group(lines);
  const owners = new Map(data.owners.map((owner) => [owner.id, owner.name]));
  const nameOf = (id) => owners.get(id) ?? (id === "" ? "Nobody" : `Owner ${id}`);

  const span = (from, to) => {
    const first = from === null ? 0 : buckets.findIndex((bucket) => bucket.from !== null && bucket.from >= from);
    const after = buckets.findIndex((bucket) => bucket.to > to);
    return first < 0 ? [0, 0] : [first, after < 0 ? buckets.length : after];
  };
  const within = (line, [first, after]) => {
    let sum = 0;
    for (let at = Math.max(first, line.at); at < Math.min(after, line.at + line.values.length); at++) sum += line.values[at - line.at];
    return sum;
  };

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
    for (const bucket of buckets.slice(first, after)) {
      const label = bucket.from === null ? `before ${Number(bucket.to.slice(0, 4)) + 1}` : short ? day(bucket.from) : month(bucket.from);
      if (all.at(-1)?.label === label) all.at(-1).to = bucket.to;
      else all.push({ label, from: bucket.from, to: bucket.to });
    }
    return all;
  }

  const period = (key) => periods.find((one) => one.key === key);
  return { data, periods, period, view, steps, nameOf, workingDays };
}

const group = (lines) => lines.reduce((map, line) => map.set(line.name, [...(map.get(line.name) ?? []), line]), new Map());
const date = (text) => new Date(`${text}T00:00:00Z`);
const days = (from, to) => Math.round((date(to) - date(from)) / 86_400_000) + 1;
const month = (text) => date(text).toLocaleDateString("en", { month: "short", year: "2-digit", timeZone: "UTC" });
export const day = (text) => date(text).toLocaleDateString("en", { day: "numeric", month: "short", timeZone: "UTC" });
export const fullDay = (text) => date(text).toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
export const percent = (part, whole) => (whole ? (100 * part) / whole : null);
export const ratio = (part, whole) => (whole ? part / whole : null);

function workingDays(from, to) {
  let count = 0;
  for (let at = date(from); at <= date(to); at = new Date(+at + 86_400_000)) count += at.getUTCDay() % 6 ? 1 : 0;
  return count;
}
