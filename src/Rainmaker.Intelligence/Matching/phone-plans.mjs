// Writes the numbering plans of the world, one line per region:
// region, calling code, exit prefix, national pattern, lengths, national prefix, its rewrite, leading digits, all types of number.
// A calling code's main region comes before the others that share it.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { country_calling_codes, countries, nonGeographic } = createRequire(import.meta.url)('libphonenumber-js/metadata.min.json')

const line = (region, plan, shared) => [
  region, plan[0], plan[1] || '', plan[2], (plan[3] || []).join(','), plan[7] || plan[5] || '', plan[8] || '', plan[10] || '',
  // Only regions that share a calling code need their types, to tell them apart.
  shared ? (plan[11] || []).filter(type => type && type[0]).map(type => `(?:${type[0]})`).join('|') : '',
].join('\t')

const lines = Object.values(country_calling_codes).flatMap(regions => regions.map(region => line(region, countries[region], regions.length > 1)))
for (const [code, plan] of Object.entries(nonGeographic)) lines.push(line('001', [code, ...plan.slice(1)], false))
writeFileSync(process.argv[2], lines.join('\n') + '\n')
