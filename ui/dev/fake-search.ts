// Filters and the search on the server for the fake backend: a small reader of the filter language, and servers that
// search well, ignore a filter, refuse, or are too old for some of it. Scenes: found, searching, ignored, refused, v1.

import type {
  AccountPage, AccountQuery, AccountRow, FieldOffer, Filter, FilterField, FilterProblem, Matching, ProfileView, ServerSearch, StateFilter,
} from '../src/lib/bindings'

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
  frozen: 'loginFrozen', suspended: 'suspended', blocked: 'blocked', banned: 'banned', deactivated: 'deactivated', staff: 'staff',
}
const ofMastodon = ['pending', 'not-suspended', 'unrestricted', 'limited', 'sensitive', 'frozen', 'suspended', 'staff']
const texts = { user: 'username', name: 'name', mail: 'mail', ip: 'ip', domain: 'domain', role: 'role', 'invited-by': 'invitedBy' } as const
const written: [keyof typeof texts, (typeof texts)[keyof typeof texts]][] = Object.entries(texts) as never
const none: Filter = { text: '', state: null, origin: null, username: null, name: null, mail: null, ip: null, domain: null, role: null, invitedBy: null }

function parse(typed: string, beside: Filter): { filter: Filter; problems: FilterProblem[] } {
  const filter: Filter = { ...none, ...beside }
  const problems: FilterProblem[] = []
  const plain: string[] = filter.text === '' ? [] : [filter.text]
  for (const [word] of typed.matchAll(/(?:[a-z-]+:)?"[^"]*(?:"|$)|\S+/g)) {
    const colon = word.indexOf(':')
    const key = word.slice(0, colon)
    const value = word.slice(colon + 1).replaceAll('"', '')
    const no = (...possible: string[]) => { problems.push({ word, possible }) }
    if (colon < 1 || value === '') plain.push(word)
    else if (key === 'state') { if (states[value]) filter.state = states[value]; else no(...ofMastodon.map((one) => `state:${one}`)) }
    else if (key === 'origin') { if (value === 'local' || value === 'remote') filter.origin = value; else no('origin:local', 'origin:remote') }
    else if (key === 'ip' && !/^[\da-f.:]+(?:\/\d+)?$/i.test(value)) no('ip:198.51.100.7', 'ip:198.51.100.0/24', 'ip:2001:db8::/32')
    else if (key === 'invited-by' && !/^\d+$/.test(value)) no('invited-by:12')
    else if (key in texts) filter[texts[key as keyof typeof texts]] = value
    else plain.push(word)
  }
  filter.text = plain.join(' ')
  return { filter, problems }
}

function print(filter: Filter): string {
  const state = Object.entries(states).find(([, one]) => one === filter.state)?.[0]
  const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value)
  return [
    ...(state ? [`state:${state}`] : []), ...(filter.origin ? [`origin:${filter.origin}`] : []),
    ...written.flatMap(([word, field]) => { const value = filter[field]; return value === null ? [] : [`${word}:${quoted(value)}`] }),
    ...(filter.text ? [filter.text] : []),
  ].join(' ')
}

const begins = (text: string | null, value: string) => (text ?? '').toLowerCase().startsWith(value.toLowerCase())
const fits = (row: AccountRow, filter: Filter, found: ReadonlySet<string>): boolean =>
  (filter.username === null || begins(row.handle, filter.username)) &&
  (filter.name === null || begins(row.displayName, filter.name)) &&
  (filter.mail === null || (filter.mail.startsWith('@') ? (row.mail ?? '').endsWith(filter.mail) : begins(row.mail, filter.mail))) &&
  (filter.ip === null || begins(row.ip, filter.ip.replace(/(?:\.0)?\/\d+$/, ''))) &&
  (filter.domain === null || row.domain === filter.domain) &&
  (filter.role === null || row.marks.includes(filter.role === 'Moderator' ? 'staff' : 'administrator')) &&
  (filter.invitedBy === null || found.has(row.id))

function fields(view: ProfileView, scene: string): FieldOffer[] {
  if (view.software.platform === 'gitlab') return []
  const offer = (field: FilterField, word: string, matching: Matching, values: string[] = []): FieldOffer => ({ field, word, matching, values })
  return [
    offer('text', '', 'beginning'), offer('state', 'state', 'oneOf', ofMastodon), offer('origin', 'origin', 'oneOf', ['local', 'remote']),
    offer('username', 'user', 'beginning'), offer('name', 'name', 'beginning'), offer('mail', 'mail', 'beginning'), offer('ip', 'ip', 'range'),
    offer('domain', 'domain', 'whole'), offer('role', 'role', scene === 'v1' ? 'loadedOnly' : 'oneOf', ['Moderator', 'Admin', 'Owner']),
    ...(scene === 'v1' ? [] : [offer('invitedBy', 'invited-by', 'idUnchecked')]),
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
