// The language of the search box: what is typed, cut into words, and filters written as words.
// What a word means is read by the engine alone; here it is only known which words look like a filter.

import type { Days, Filter, FilterField, FilterProblem, StateFilter } from '$lib/backend'

export const NO_FILTER: Readonly<Filter> = {
  text: '', state: null, origin: null, username: null, name: null, mail: null, ip: null, domain: null, role: null, invitedBy: null,
  kind: null, external: null, twoFactor: null, joined: null, active: null, withoutProjects: false, identity: null, ldap: null, saml: null, auditor: null, publicMail: null, attribute: null,
  clauses: [],
}

/** A part of a filter that has a word of its own. */
export type Worded = Exclude<FilterField, 'text'>
/** Those of which a filter holds one value by itself; of the others it holds clauses. */
export type Part = Exclude<Worded, 'lang' | 'has'>

/** The word before the colon, in the order in which filters are written. */
export const partWords: Record<Worded, string> = {
  state: 'state', origin: 'origin', username: 'user', name: 'name', mail: 'mail', ip: 'ip', domain: 'domain', role: 'role', invitedBy: 'invited-by',
  kind: 'kind', external: 'external', twoFactor: 'two-factor', joined: 'joined', active: 'active', projects: 'projects', identity: 'identity', ldap: 'ldap', saml: 'saml', auditor: 'auditor',
  publicMail: 'public-mail', attribute: 'attribute', lang: 'lang', has: 'has',
}
export const worded = Object.keys(partWords) as Worded[]
export const parts = worded.filter((one): one is Part => one !== 'lang' && one !== 'has')

/** The word after `state:`. */
export const stateWords: Record<StateFilter, string> = {
  pending: 'pending', notSuspended: 'not-suspended', active: 'active', unrestricted: 'unrestricted', limited: 'limited', sensitive: 'sensitive',
  loginFrozen: 'frozen', suspended: 'suspended', blocked: 'blocked', banned: 'banned', deactivated: 'deactivated', locked: 'locked', staff: 'staff',
}

/** What people type in their place. */
const ALSO = ['is', 'username', 'email', 'language', 'text']
/** In these a comma is a letter, unless the value stands in quotes. */
const KEEPING: readonly Worded[] = ['identity', 'attribute']

// As the engine takes a text apart (`filter/words.rs`): a minus may lead a word, commas part its values, and a quote counts
// where a value begins and another one follows, in which a backslash keeps a quote; every other one is a letter.
const keys = (words: string[]) => `(?:${words.join('|')}):`
const KEY = keys([...Object.values(partWords), ...ALSO])
const KEEPS = keys(KEEPING.map((field) => partWords[field]))
const QUOTED = String.raw`"(?:\\["\\]|[^"\\]|\\(?!["\\]))*"`
const VALUE = `(?:${QUOTED}|[^\\s,]*)`
/** Values before the last one, with their commas. */
const BEFORE = `(?:${KEEPS}(?:${QUOTED},)*|${KEY}(?:${VALUE},)*)`
const WORD = new RegExp(`-?${KEEPS}(?:${QUOTED},)*(?:${QUOTED}|\\S*)|-?${KEY}${VALUE}(?:,${VALUE})*|-?${QUOTED}|\\S+`, 'giu')
const FILTER = new RegExp(`^(?:-?(?!text:)${KEY}|-\\S|text:${VALUE},)`, 'iu')
const OPEN = new RegExp(`^-?${BEFORE}?(?!${QUOTED})"`, 'iu')
const LEADS = new RegExp(`^${KEY}`, 'iu')

/** Whether it is written as a part of a filter is. */
export const looksLikeFilter = (word: string): boolean => FILTER.test(word)
/** Whether a quote was begun and not ended yet: what follows is still the value. */
const isOpen = (typed: string): boolean => wordsOf(typed).some(({ text, word }) => word && OPEN.test(text))

/** A typed text, cut into words and what stands between them: joined, they are the text again. */
export function wordsOf(typed: string): { text: string; word: boolean }[] {
  const found = []
  let from = 0
  for (const match of typed.matchAll(WORD)) {
    if (match.index > from) found.push({ text: typed.slice(from, match.index), word: false })
    found.push({ text: match[0], word: true })
    from = match.index + match[0].length
  }
  return from < typed.length ? [...found, { text: typed.slice(from), word: false }] : found
}

/** Whether the last word is finished: only then is it read, or told to be no filter. A space between quotes finishes nothing. */
export const isFinished = (typed: string): boolean => typed === '' || (/\s$/u.test(typed) && !isOpen(typed))

/** The text with its last word finished. */
export const finished = (typed: string): string => (isFinished(typed) ? typed : isOpen(typed) ? `${typed.trimEnd()}" ` : `${typed} `)

/** A text that was kept, as filters and the rest. */
export function apart(typed: string): { filters: string; rest: string } {
  const words = wordsOf(typed).filter(({ word }) => word).map(({ text }) => text)
  const rest = words.filter((word) => !looksLikeFilter(word)).join(' ')
  return { filters: words.filter(looksLikeFilter).join(' '), rest: rest === '' ? '' : `${rest} ` }
}

/** What stays in the box when the engine has read the filters out of it: plain words, and words that are no filter. */
export function rest(typed: string, problems: Pick<FilterProblem, 'word'>[]): string {
  const taken = ({ text, word }: { text: string; word: boolean }) => word && looksLikeFilter(text) && !problems.some((problem) => text.includes(problem.word))
  const all = wordsOf(typed)
  if (!all.some(taken)) return typed
  const left = all.filter((one) => one.word && !taken(one)).map(({ text }) => text).join(' ')
  // The space after the last word is kept, so that one can type on.
  return left === '' ? '' : `${left} `
}

/** A problem and where it stands in what is typed now. */
export interface Told extends FilterProblem {
  from: number
}

/**
 * Which problems are told of what is typed now, and where. The engine read `typed` at `shift` characters of what it was given;
 * somebody may have typed on meanwhile, and a word that is still being typed is no mistake yet.
 */
export function toldOf(typed: string, problems: FilterProblem[], shift: number): Told[] {
  const done = isFinished(typed)
  let behind = 0
  return problems.flatMap((problem) => {
    const place = problem.start - shift
    const from = place >= behind && typed.startsWith(problem.word, place) ? place : typed.indexOf(problem.word, behind)
    if (from < 0 || problem.word === '') return []
    behind = from + problem.word.length
    return done || behind < typed.length ? [{ ...problem, from }] : []
  })
}

const DAY = /^\d{4}-\d{2}-\d{2}$/u
const AGO = /^\d{1,4}[dwmy]$/iu

/** Whether it is written as so long ago: `7d`, `4w`, `6m`, `2y`. */
const isAgo = (typed: string | null): boolean => typed !== null && AGO.test(typed)

/** Days as they are typed: `2026-11-01..2026-11-21`, an open end left out, one day by itself; `<7d` for the last ones, `>30d` for all before. */
export function writtenDays({ from, to }: Days): string {
  if (to === null && from !== null && isAgo(from)) return `<${from}`
  if (from === null && to !== null && isAgo(to)) return `>${to}`
  return from !== null && from === to ? from : `${from ?? ''}..${to ?? ''}`
}

/** Whether it is written as a day, or as so long ago. */
export const isDay = (typed: string | null): boolean => typed !== null && (DAY.test(typed) || AGO.test(typed))

/** Days that were typed; what is no day is left for the engine to tell. */
export function daysOf(typed: string): Days {
  const since = /^([<>])=?\s*(.+)$/u.exec(typed.trim())
  if (since) {
    const [, sign, end = ''] = since
    // Less than seven days ago is after that day, and before a day is before it.
    return (sign === '<') === isAgo(end) ? { from: end, to: null } : { from: null, to: end }
  }
  const [from = '', to = from] = typed.split('..', 2)
  return { from: from.trim() || null, to: to.trim() || null }
}

/** The earlier day first, where both are days: they are typed in either order. */
export function inOrder({ from, to }: Days): Days {
  const days = from !== null && to !== null && DAY.test(from) && DAY.test(to)
  return days && from > to ? { from: to, to: from } : { from, to }
}

const yesOrNo = (value: boolean | null): string | null => (value === null ? null : value ? 'yes' : 'no')

/** What stands after the colon; none if the filter has no such part. */
export function valueOf(filter: Filter, part: Part): string | null {
  switch (part) {
    case 'state':
      return filter.state && stateWords[filter.state]
    case 'external':
    case 'ldap':
    case 'auditor':
      return yesOrNo(filter[part])
    case 'twoFactor':
      return filter.twoFactor === null ? null : filter.twoFactor ? 'on' : 'off'
    case 'joined':
    case 'active':
      return filter[part] && writtenDays(filter[part])
    case 'projects':
      return filter.withoutProjects ? 'none' : null
    default:
      return filter[part]
  }
}

/** What a chip stands for: one part of the filter, or one of its clauses. */
export interface Chip {
  key: string
  field: FilterField
  /** None of the values may be so. */
  not: boolean
  /** As they are typed, without quotes. */
  values: string[]
}

const clauseKey = (index: number) => `clause ${index}`

/** The chips of a filter, in the order in which it is written. */
export const chipsOf = (filter: Filter): Chip[] => [
  ...parts.flatMap((part): Chip[] => {
    const value = valueOf(filter, part)
    return value === null ? [] : [{ key: part, field: part, not: false, values: [value] }]
  }),
  ...filter.clauses.map((clause, index) => ({ ...clause, key: clauseKey(index) })),
]

/** The filter without what a chip stands for. */
export function without(filter: Filter, { key }: Pick<Chip, 'key'>): Filter {
  if (key === 'projects') return { ...filter, withoutProjects: false }
  const clauses = filter.clauses.filter((_, index) => clauseKey(index) !== key)
  return clauses.length < filter.clauses.length ? { ...filter, clauses } : { ...filter, [key]: null }
}

const inQuotes = (value: string): string => `"${value.replaceAll(/["\\]/gu, '\\$&')}"`

/** A value as it is typed: in quotes where it would be read as something else. */
function quoted(value: string, list: boolean): string {
  const bare = value !== '' && !value.startsWith('"') && !/[\s,]/u.test(value) && !list
  return bare ? value : inQuotes(value)
}

/** What stands before the values: a word of its own has nothing, and a list of words the word that means them. */
export function lead({ field, not, values }: Pick<Chip, 'field' | 'not' | 'values'>): string {
  const word = field === 'text' ? (values.length > 1 ? 'text' : '') : partWords[field]
  return `${not ? '-' : ''}${word === '' ? '' : `${word}:`}`
}

/** One part as it is typed. */
export function written(chip: Pick<Chip, 'field' | 'not' | 'values'>): string {
  const { field, values } = chip
  const [first = ''] = values
  const word = field === 'text' && values.length === 1
  const list = values.length > 1 && KEEPING.some((one) => one === field)
  const typed = word ? (/["\s]/u.test(first) || LEADS.test(first) ? inQuotes(first) : first) : values.map((value) => quoted(value, list)).join(',')
  return lead(chip) + typed
}

/** The parts of a filter as they are typed; its words are not among them. */
export const writtenAll = (filter: Filter): string[] => chipsOf(filter).map(written)
