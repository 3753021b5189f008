// Filters and the search on the server for the fake backend: a small reader of the filter language, and servers that
// search well, ignore a filter, refuse, or are too old for some of it. Scenes: found, searching, ignored, refused, v1.

import type {
  AccountKind, AccountPage, AccountQuery, AccountRow, FieldOffer, Filter, FilterField, FilterProblem, Matching, ProfileView, ServerSearch, StateFilter,
} from '../src/lib/bindings'
import { daysOf, NO_FILTER, parts, partWords, valueOf, written, type Part } from '../src/features/accounts/words'

type Args = Record<string, unknown>
type Answers = Record<string, (args: Args) => unknown>

interface Around {
  scene: string
  rows: Map<string, AccountRow[]>
  find: (profile: unknown) => ProfileView
  change: (profile: unknown, some: Partial<ProfileView>) => ProfileView
  moved: (profile: string) => void
}

const states: Record<string, StateFilter> = {
  pending: 'pending', 'not-suspended': 'notSuspended', active: 'active', unrestricted: 'unrestricted', limited: 'limited', sensitive: 'sensitive',
  frozen: 'loginFrozen', suspended: 'suspended', blocked: 'blocked', banned: 'banned', deactivated: 'deactivated', locked: 'locked', staff: 'staff',
}
const federatedStates = ['pending', 'not-suspended', 'unrestricted', 'limited', 'sensitive', 'frozen', 'suspended', 'staff']
const forgeStates = ['pending', 'active', 'blocked', 'banned', 'deactivated', 'locked', 'staff']
const none = NO_FILTER
const kinds: AccountKind[] = ['human', 'bot', 'internal']
const flags = ['external', 'twoFactor', 'ldap', 'auditor'] as const
const partOf = (word: string): Part | undefined => parts.find((part) => partWords[part] === word)

function parse(typed: string, beside: Filter): { filter: Filter; problems: FilterProblem[] } {
  const filter: Filter = { ...none, ...beside }
  const problems: FilterProblem[] = []
  const plain: string[] = filter.text === '' ? [] : [filter.text]
  for (const [word] of typed.matchAll(/(?:[a-z-]+:)?"[^"]*(?:"|$)|\S+/g)) {
    const colon = word.indexOf(':')
    const part = partOf(word.slice(0, colon))
    const value = word.slice(colon + 1).replaceAll('"', '')
    if (!part || value === '') plain.push(word)
    else {
      const possible = read(filter, part, value)
      if (possible.length > 0) problems.push({ word, possible: possible.map((one) => `${partWords[part]}:${one}`) })
    }
  }
  filter.text = plain.join(' ')
  return { filter, problems }
}

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
  } else if (part === 'joined') {
    const days = daysOf(value)
    if ([days.from, days.to].some((day) => day !== null && !/^\d{4}-\d\d-\d\d$/.test(day))) return ['2026-11-01..2026-11-21', '2026-11-01..']
    filter.joined = days
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

const print = (filter: Filter): string =>
  [...parts.flatMap((part) => { const value = valueOf(filter, part); return value === null ? [] : [written(part, value)] }), ...(filter.text ? [filter.text] : [])].join(' ')

const day = (row: AccountRow) => new Date(row.createdAt ?? 0).toISOString().slice(0, 10)
const begins = (text: string | null, value: string) => (text ?? '').toLowerCase().startsWith(value.toLowerCase())
const fits = (row: AccountRow, filter: Filter, found: ReadonlySet<string>): boolean =>
  (filter.username === null || begins(row.handle, filter.username)) &&
  (filter.name === null || begins(row.displayName, filter.name)) &&
  (filter.mail === null || (filter.mail.startsWith('@') ? (row.mail ?? '').endsWith(filter.mail) : begins(row.mail, filter.mail))) &&
  (filter.ip === null || begins(row.ip, filter.ip.replace(/(?:\.0)?\/\d+$/, ''))) &&
  (filter.domain === null || row.domain === filter.domain) &&
  (filter.role === null || row.marks.includes(filter.role === 'Moderator' ? 'staff' : 'administrator')) &&
  (filter.external === null || row.marks.includes('external') === filter.external) &&
  (filter.kind === null || (filter.kind === 'human' ? !row.marks.includes('bot') && !row.marks.includes('internal') : row.marks.includes(filter.kind))) &&
  (filter.joined === null || (day(row) >= (filter.joined.from ?? '') && day(row) <= (filter.joined.to ?? '9'))) &&
  (!(filter.invitedBy || filter.withoutProjects || filter.saml || filter.attribute) || found.has(row.id))

function fields(view: ProfileView, scene: string): FieldOffer[] {
  const offer = (field: FilterField, matching: Matching, values: string[] = []): FieldOffer => ({ field, word: field === 'text' ? '' : partWords[field], matching, values })
  const flag = (field: Part, matching: Matching = 'oneOf') => offer(field, matching, field === 'twoFactor' ? ['on', 'off'] : ['yes', 'no'])
  if (!view.federated) {
    return [
      offer('text', 'part'), offer('state', 'oneOf', forgeStates), offer('username', 'beginning'), offer('name', 'beginning'), offer('mail', 'whole'), offer('ip', 'loadedOnly'),
      offer('role', 'loadedOnly', ['Administrator', 'Auditor']), offer('kind', 'oneOf', kinds), flag('external'), flag('twoFactor'), offer('joined', 'days'),
      offer('projects', 'idUnchecked', ['none']), offer('identity', 'whole'), flag('ldap'), offer('saml', 'idUnchecked'), flag('auditor'), offer('publicMail', 'whole'),
      offer('attribute', 'idUnchecked'),
    ]
  }
  return [
    offer('text', 'beginning'), offer('state', 'oneOf', federatedStates), offer('origin', 'oneOf', ['local', 'remote']), offer('username', 'beginning'),
    offer('name', 'beginning'), offer('mail', 'beginning'), offer('ip', 'range'), offer('domain', 'whole'),
    offer('role', scene === 'v1' ? 'loadedOnly' : 'oneOf', ['Moderator', 'Admin', 'Owner']), ...(scene === 'v1' ? [] : [offer('invitedBy', 'idUnchecked')]),
  ]
}

/** Puts filters and the search on the server over the answers of the fake backend. */
export function pretendSearch(answers: Answers, { scene, rows, find, change, moved }: Around) {
  const inner = answers.list_accounts
  const found = new Set<string>()

  answers.list_accounts = ({ profile, query }) => {
    const asked = query as AccountQuery
    const view = find(profile)
    const { filter, problems } = parse(asked.typed, asked.filter)
    const simple = { ...none, state: filter.state, origin: filter.origin }
    const all = inner?.({ profile, query: { ...asked, typed: filter.text, filter: simple, cursor: null, limit: 1e6 } }) as AccountPage
    const matching = all.rows.filter((row) => fits(row, filter, found))
    const from = Number(asked.cursor ?? 0)
    const next = from + asked.limit < matching.length ? String(from + asked.limit) : null
    return { ...all, rows: matching.slice(from, from + asked.limit), next, filter, problems, matching: matching.length, fields: fields(view, scene), typed: print(filter) } satisfies AccountPage
  }

  answers.search_server = ({ profile, typed }) => { void search(String(profile), String(typed)); return null }
  answers.stop_search = ({ profile }) => {
    const { search: now } = find(profile)
    if (now) change(profile, { search: { ...now, running: false, more: true, problem: { error: { code: 'stopped' }, serverSaid: null } } })
    return null
  }

  async function search(profile: string, typed: string) {
    const { filter } = parse(typed, none)
    const before = find(profile).search
    const goesOn = before?.typed === typed
    const begin: ServerSearch = {
      typed, running: true, pages: 0, fetched: 0, fitting: 0, ignored: false, more: false,
      notAsked: [...(filter.text.includes(' ') ? ['text' as const] : []), ...(scene === 'v1' && filter.state === 'sensitive' ? ['state' as const] : [])],
      ...(goesOn ? { pages: before.pages, fetched: before.fetched, fitting: before.fitting } : {}), problem: null,
    }
    change(profile, { search: begin })
    // "searching" never comes to an end, so that one can look at it.
    for (let page = 1; page <= (scene === 'searching' ? 2 : 3); page++) {
      await new Promise((settle) => setTimeout(settle, 400))
      const now = find(profile).search
      if (!now?.running || now.typed !== typed) return
      if (scene === 'refused') {
        change(profile, { search: { ...now, running: false, problem: { error: { code: 'serverSaysNo', status: 403 }, serverSaid: 'This action is not allowed' } } })
        return
      }
      const fitting = scene === 'ignored' ? 1 : 13
      const come = Array.from({ length: fitting }, (_, index) => newcomer(filter, now.fetched + index))
      for (const { id } of come) found.add(id)
      rows.set(profile, [...(rows.get(profile) ?? []), ...come])
      moved(profile)
      change(profile, { search: { ...now, pages: now.pages + 1, fetched: now.fetched + 104, fitting: now.fitting + fitting } })
    }
    const now = find(profile).search
    if (now?.running && scene !== 'searching') change(profile, { search: { ...now, running: false, more: !goesOn, ignored: scene === 'ignored' } })
  }
}

/** Somebody whom the cache does not have, and whom the filter fits. */
function newcomer(filter: Filter, index: number): AccountRow {
  const domain = filter.domain ?? (filter.origin === 'remote' ? 'far-1.example' : null)
  const name = `${filter.username ?? filter.text.split(' ')[0] ?? ''}old_${index}`
  const mail = filter.mail?.startsWith('@') ? `${name}${filter.mail}` : `${filter.mail ?? name}@mail.example`
  return {
    id: `9${10_000 + index}`, handle: domain ? `${name}@${domain}` : name, domain, displayName: filter.name ?? name,
    mail: domain ? null : mail, mailConfirmed: domain ? null : true, ip: domain ? null : (filter.ip ?? '203.0.113.4').replace(/0?\/\d+$/, '9'), reason: null, about: null,
    marks: filter.state && filter.state in { pending: 0, limited: 0, sensitive: 0, loginFrozen: 0, suspended: 0, staff: 0 } ? [filter.state as 'limited'] : [],
    createdAt: Date.UTC(2023, 4, 1) - index * 3_600_000, seenAt: Date.now(),
  }
}
