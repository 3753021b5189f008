// The search on the server for the fake backend: servers that search well, ignore a filter, refuse, or are too old for some of
// it. Scenes: found, searching, ignored, refused, v1.

import type { AccountRow, Filter, ProfileView, ServerSearch } from '../src/lib/bindings'
import { NO_FILTER } from '../src/lib/list/words'
import { parse } from './fake-filter'

type Args = Record<string, unknown>
type Answers = Record<string, (args: Args) => unknown>

interface Around {
  scene: string
  rows: Map<string, AccountRow[]>
  found: Set<string>
  find: (profile: unknown) => ProfileView
  change: (profile: unknown, some: Partial<ProfileView>) => ProfileView
  moved: (profile: string) => void
}

/** Answers a search on the server. `found` are those whom it brought: what only the server knows fits them. */
export function pretendSearch(answers: Answers, { scene, rows, found, find, change, moved }: Around) {
  answers.search_server = ({ profile, typed }) => { void search(String(profile), String(typed)); return null }
  answers.stop_search = ({ profile }) => {
    const { search: now } = find(profile)
    if (now) change(profile, { search: { ...now, running: false, more: true, problem: { error: { code: 'stopped' }, serverSaid: null } } })
    return null
  }

  async function search(profile: string, typed: string) {
    const { filter } = parse(typed, NO_FILTER)
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
    createdAt: Date.UTC(2023, 4, 1) - index * 3_600_000, seenAt: Date.now(), activeAt: null, cursor: '',
  }
}
