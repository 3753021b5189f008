// The language of the search box: what is typed, cut into words, and filters written as words.
// What a word means is read by the engine alone; here it is only known which words look like a filter.

import type { Days, Filter, FilterField, FilterProblem, StateFilter } from '$lib/backend'

export const NO_FILTER: Readonly<Filter> = {
  text: '', state: null, origin: null, username: null, name: null, mail: null, ip: null, domain: null, role: null, invitedBy: null,
  kind: null, external: null, twoFactor: null, joined: null, withoutProjects: false, identity: null, ldap: null, saml: null, auditor: null, publicMail: null, attribute: null,
}

/** A part of a filter that has a word of its own. */
export type Part = Exclude<FilterField, 'text'>

/** The word before the colon, in the order in which filters are written. */
export const partWords: Record<Part, string> = {
  state: 'state', origin: 'origin', username: 'user', name: 'name', mail: 'mail', ip: 'ip', domain: 'domain', role: 'role', invitedBy: 'invited-by',
  kind: 'kind', external: 'external', twoFactor: 'two-factor', joined: 'joined', projects: 'projects', identity: 'identity', ldap: 'ldap', saml: 'saml', auditor: 'auditor',
  publicMail: 'public-mail', attribute: 'attribute',
}
export const parts = Object.keys(partWords) as Part[]

/** The word after `state:`. */
export const stateWords: Record<StateFilter, string> = {
  pending: 'pending', notSuspended: 'not-suspended', active: 'active', unrestricted: 'unrestricted', limited: 'limited', sensitive: 'sensitive',
  loginFrozen: 'frozen', suspended: 'suspended', blocked: 'blocked', banned: 'banned', deactivated: 'deactivated', locked: 'locked', staff: 'staff',
}

// As the engine takes a text apart (`filter/words.rs`): a quote counts where a value begins and where another one follows,
// in which a backslash keeps a quote; every other one is a letter.
const KEY = `(?:${Object.values(partWords).join('|')}):`
const QUOTED = String.raw`"(?:\\["\\]|[^"\\]|\\(?!["\\]))*"`
const WORD = new RegExp(`${KEY}(?:${QUOTED}|\\S*)|${QUOTED}|\\S+`, 'giu')
const FILTER = new RegExp(`^${KEY}`, 'iu')
const OPEN = new RegExp(`^(?:${KEY})?(?!${QUOTED})"`, 'iu')

const looksLikeFilter = (word: string): boolean => FILTER.test(word)
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
  const taken = ({ text, word }: { text: string; word: boolean }) => word && looksLikeFilter(text) && !problems.some((problem) => problem.word === text)
  const all = wordsOf(typed)
  if (!all.some(taken)) return typed
  const left = all.filter((one) => one.word && !taken(one)).map(({ text }) => text).join(' ')
  // The space after the last word is kept, so that one can type on.
  return left === '' ? '' : `${left} `
}

const DAY = /^\d{4}-\d{2}-\d{2}$/u

/** Days as they are typed: `2026-11-01..2026-11-21`, an open end left out, one day by itself. */
export const writtenDays = ({ from, to }: Days): string => (from !== null && from === to ? from : `${from ?? ''}..${to ?? ''}`)

/** Whether it is written as a day. */
export const isDay = (typed: string | null): boolean => typed !== null && DAY.test(typed)

/** Days that were typed; what is no day is left for the engine to tell. */
export function daysOf(typed: string): Days {
  const [from = '', to = from] = typed.split('..', 2)
  return { from: from.trim() || null, to: to.trim() || null }
}

/** The earlier day first, where both are days: they are typed in either order. */
export const inOrder = ({ from, to }: Days): Days => (from !== null && to !== null && isDay(from) && isDay(to) && from > to ? { from: to, to: from } : { from, to })

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
      return filter.joined && writtenDays(filter.joined)
    case 'projects':
      return filter.withoutProjects ? 'none' : null
    default:
      return filter[part]
  }
}

/** The filter without one of its parts. */
export const without = (filter: Filter, part: Part): Filter => ({ ...filter, ...(part === 'projects' ? { withoutProjects: false } : { [part]: null }) })

/** One part as it is typed. */
export const written = (part: Part, value: string): string =>
  `${partWords[part]}:${value === '' || value.startsWith('"') || /\s/u.test(value) ? `"${value.replaceAll(/["\\]/gu, '\\$&')}"` : value}`

/** The parts of a filter as they are typed; its words are not among them. */
export const writtenAll = (filter: Filter): string[] =>
  parts.flatMap((part) => {
    const value = valueOf(filter, part)
    return value === null ? [] : [written(part, value)]
  })
