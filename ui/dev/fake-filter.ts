// A small reader of the filter language for the fake backend: what the engine does well, done so that one can look at it.

import type { AccountKind, AccountRow, Days, FieldOffer, Filter, FilterField, FilterProblem, Mark, Matching, ProfileView, StateFilter } from '../src/lib/bindings'
import { daysOf, isDay, NO_FILTER, parts, partWords, wordsOf, worded, writtenAll, type Part, type Worded } from '../src/lib/list/words'
import { isForge } from './servers'

export const states: Record<string, StateFilter> = {
  pending: 'pending', 'not-suspended': 'notSuspended', active: 'active', unrestricted: 'unrestricted', limited: 'limited', sensitive: 'sensitive',
  frozen: 'loginFrozen', suspended: 'suspended', blocked: 'blocked', banned: 'banned', deactivated: 'deactivated', locked: 'locked', staff: 'staff',
}
const federatedStates = ['pending', 'not-suspended', 'unrestricted', 'limited', 'sensitive', 'frozen', 'suspended', 'staff']
const forgeStates = ['pending', 'active', 'blocked', 'banned', 'deactivated', 'locked', 'staff']
const none = NO_FILTER
const kinds: AccountKind[] = ['human', 'bot', 'internal']
const flags = ['external', 'twoFactor', 'ldap', 'auditor'] as const
const fieldOf = (word: string): Worded | undefined => worded.find((field) => partWords[field] === word)

export function parse(typed: string, beside: Filter): { filter: Filter; problems: FilterProblem[] } {
  const filter: Filter = { ...none, ...beside, clauses: [...beside.clauses] }
  const problems: FilterProblem[] = []
  const plain: string[] = filter.text === '' ? [] : [filter.text]
  let start = 0
  for (const { text: word, word: is } of wordsOf(typed)) {
    const at = start
    start += word.length
    if (!is) continue
    const not = word.startsWith('-') && word.length > 1
    const bare = not ? word.slice(1) : word
    const colon = bare.indexOf(':')
    const field = fieldOf(bare.slice(0, colon).toLowerCase())
    const values = valuesOf(field ? bare.slice(colon + 1) : bare)
    if (!field && not) filter.clauses.push({ field: 'text', not, values })
    else if (!field || values.length === 0) plain.push(word)
    else {
      const part = parts.find((one) => one === field)
      const scratch: Filter = { ...none }
      const wrong = part ? values.flatMap((value) => read(scratch, part, value)) : []
      if (wrong.length > 0) problems.push({ word, start: at, length: word.length, possible: [...new Set(wrong)].map((one) => `${partWords[field]}:${one}`) })
      else if (part && values.length === 1 && !not) read(filter, part, values[0] ?? '')
      else filter.clauses.push({ field, not, values })
      if (wrong.length > 0) plain.push(word)
    }
  }
  filter.text = plain.join(' ')
  return { filter, problems }
}

const valuesOf = (text: string): string[] => [...text.matchAll(/"([^"]*)"|[^,]+/g)].map(([plain, inner]) => inner ?? plain)

/** Puts a value where it belongs; answers what could have stood there instead. */
function read(filter: Filter, part: Part, value: string): string[] {
  const flag = flags.find((one) => one === part)
  const yes = ['yes', 'on'].includes(value)
  if (part === 'state') {
    filter.state = states[value] ?? filter.state
    return states[value] ? [] : Object.keys(states)
  }
  if (part === 'origin') {
    if (value !== 'local' && value !== 'remote') return ['local', 'remote']
    filter.origin = value
  } else if (part === 'kind') {
    const kind = kinds.find((one) => one === value)
    filter.kind = kind ?? filter.kind
    return kind ? [] : kinds
  } else if (part === 'joined' || part === 'active') {
    const days = daysOf(value)
    if ([days.from, days.to].some((day) => day !== null && !isDay(day))) return ['2026-11-01..2026-11-21', '2026-11-01..']
    filter[part] = days
  } else if (part === 'projects') {
    if (value !== 'none') return ['none']
    filter.withoutProjects = true
  } else if (flag) {
    if (!yes && !['no', 'off'].includes(value)) return part === 'twoFactor' ? ['on', 'off'] : ['yes', 'no']
    filter[flag] = yes
  } else if (part === 'ip' && !/^[\da-f.:]+(?:\/\d+)?$/i.test(value)) return ['198.51.100.7', '198.51.100.0/24', '2001:db8::/32']
  else if ((part === 'invitedBy' || part === 'saml') && !/^\d+$/.test(value)) return ['12']
  else if (part === 'attribute' && !value.includes('=')) return ['key=value']
  else filter[part as 'name'] = value
  return []
}

export const print = (filter: Filter): string => [...writtenAll(filter), ...(filter.text ? [filter.text] : [])].join(' ')

const restrictions: Mark[] = ['pending', 'limited', 'sensitive', 'loginFrozen', 'suspended', 'banned', 'blocked', 'ldapBlocked', 'deactivated', 'unknown']
const has = (row: AccountRow, ...some: Mark[]) => row.marks.some((mark) => some.includes(mark))
export const inState: Record<StateFilter, (row: AccountRow) => boolean> = {
  pending: (row) => has(row, 'pending'), notSuspended: (row) => !has(row, 'suspended'), active: (row) => !has(row, ...restrictions),
  unrestricted: (row) => !has(row, ...restrictions), limited: (row) => has(row, 'limited'), sensitive: (row) => has(row, 'sensitive'),
  loginFrozen: (row) => has(row, 'loginFrozen'), suspended: (row) => has(row, 'suspended'), blocked: (row) => has(row, 'blocked', 'ldapBlocked'),
  banned: (row) => has(row, 'banned'), deactivated: (row) => has(row, 'deactivated'), locked: (row) => has(row, 'locked'), staff: (row) => has(row, 'staff', 'administrator'),
}
export const statesOf = (view: ProfileView): StateFilter[] => (isForge(view) ? forgeStates : federatedStates).flatMap((word) => states[word] ?? [])

const DAY = 86_400_000
const spans: Record<string, number> = { d: 1, w: 7, m: 30, y: 365 }
/** A day, or so long ago, as a moment. */
const moment = (typed: string): number => {
  const [, n, unit] = /^(\d+)([dwmy])$/.exec(typed) ?? []
  return n && unit ? Date.now() - Number(n) * (spans[unit] ?? 1) * DAY : Date.parse(`${typed}T00:00:00Z`)
}
const within = (at: number | null, { from, to }: Days): boolean =>
  at !== null && (from === null || at >= moment(from)) && (to === null || at <= moment(to) + (/^\d+[a-z]$/.test(to) ? 0 : DAY))

const begins = (text: string | null, value: string) => (text ?? '').toLowerCase().startsWith(value.toLowerCase())
const holds = (row: AccountRow, word: string) => `${row.handle} ${row.displayName} ${row.mail}`.toLowerCase().includes(word.toLowerCase().replaceAll('"', ''))
const single = (row: AccountRow, filter: Filter, found: ReadonlySet<string>): boolean =>
  (filter.state === null || inState[filter.state](row)) &&
  (filter.origin === null || (row.domain === null) === (filter.origin === 'local')) &&
  (filter.username === null || begins(row.handle, filter.username)) &&
  (filter.name === null || begins(row.displayName, filter.name)) &&
  (filter.mail === null || (filter.mail.startsWith('@') ? (row.mail ?? '').endsWith(filter.mail) : begins(row.mail, filter.mail))) &&
  (filter.ip === null || begins(row.ip, filter.ip.replace(/(?:\.0)?\/\d+$/, ''))) &&
  (filter.domain === null || row.domain === filter.domain) &&
  (filter.role === null || row.marks.includes(filter.role === 'Moderator' ? 'staff' : 'administrator')) &&
  (filter.external === null || row.marks.includes('external') === filter.external) &&
  (filter.kind === null || (filter.kind === 'human' ? !row.marks.includes('bot') && !row.marks.includes('internal') : row.marks.includes(filter.kind))) &&
  (filter.joined === null || within(row.createdAt, filter.joined)) &&
  (filter.active === null || within(row.activeAt, filter.active)) &&
  (!(filter.invitedBy || filter.withoutProjects || filter.saml || filter.attribute) || found.has(row.id))

const fitsValue = (row: AccountRow, field: FilterField, value: string, found: ReadonlySet<string>): boolean => {
  if (field === 'text') return holds(row, value)
  if (field === 'lang') return value === 'en'
  if (field === 'has') return ({ reason: row.reason, mail: row.mail, address: row.ip, bio: row.about }[value] ?? null) !== null
  const one: Filter = { ...none }
  read(one, field, value)
  return single(row, one, found)
}

export const fits = (row: AccountRow, filter: Filter, found: ReadonlySet<string>): boolean =>
  single(row, filter, found) &&
  filter.text.split(/\s+/).filter(Boolean).every((word) => holds(row, word)) &&
  filter.clauses.every(({ field, not, values }) => values.some((value) => fitsValue(row, field, value, found)) !== not)

export function fields(view: ProfileView, scene: string): FieldOffer[] {
  const offer = (field: FilterField, matching: Matching, values: string[] = []): FieldOffer => ({ field, word: field === 'text' ? '' : partWords[field], matching, values })
  const flag = (field: Part, matching: Matching = 'oneOf') => offer(field, matching, field === 'twoFactor' ? ['on', 'off'] : ['yes', 'no'])
  if (!view.federated) {
    return [
      offer('text', 'part'), offer('state', 'oneOf', forgeStates), offer('username', 'beginning'), offer('name', 'beginning'), offer('mail', 'whole'), offer('ip', 'loadedOnly'),
      offer('role', 'loadedOnly', ['Administrator', 'Auditor']), offer('kind', 'oneOf', kinds), flag('external'), flag('twoFactor'), offer('joined', 'days'),
      offer('projects', 'idUnchecked', ['none']), offer('identity', 'whole'), flag('ldap'), offer('saml', 'idUnchecked'), flag('auditor'), offer('publicMail', 'whole'),
      offer('attribute', 'idUnchecked'), offer('has', 'loadedOnly', ['mail', 'note', 'address']),
    ]
  }
  return [
    offer('text', 'beginning'), offer('state', 'oneOf', federatedStates), offer('origin', 'oneOf', ['local', 'remote']), offer('username', 'beginning'),
    offer('name', 'beginning'), offer('mail', 'beginning'), offer('ip', 'range'), offer('domain', 'whole'),
    offer('role', scene === 'v1' ? 'loadedOnly' : 'oneOf', ['Moderator', 'Admin', 'Owner']), ...(scene === 'v1' ? [] : [offer('invitedBy', 'idUnchecked')]), offer('joined', 'loadedOnly'), offer('active', 'loadedOnly'),
    offer('lang', 'loadedOnly'), offer('has', 'loadedOnly', ['reason', 'mail', 'address', 'bio']),
  ]
}
