// Lists of accounts for the fake backend: filtered, in any order, from any place, counted beside. Scenes: million, arriving
// (somebody new twice a second, above and among the others), uncounted (as if nobody had counted further than 1,000).

import type { AccountCounts, AccountPage, AccountQuery, AccountRow, Completion, Count, FilterField, ProfileView, Sort, Start } from '../src/lib/bindings'
import { partWords, worded, type Worded } from '../src/lib/list/words'
import { fields, fits, inState, parse, print, states, statesOf } from './fake-filter'
import { crowd } from './people'

type Args = Record<string, unknown>
type Answers = Record<string, (args: Args) => unknown>

interface Around {
  scene: string
  rows: Map<string, AccountRow[]>
  found: ReadonlySet<string>
  find: (profile: unknown) => ProfileView
  moved: (profile: string) => void
}

const MILLION = 1_000_000
/** Of a million only so many are looked through. */
const LOOKED = 50_000
const COUNTED = 1_000

type Key = string | number | null

const keyOf = (row: AccountRow, { by }: Sort): Key => {
  const keys: Record<Sort['by'], Key> = {
    joined: row.createdAt, handle: row.handle.toLowerCase(), name: row.displayName.toLowerCase(), mail: row.mail, domain: row.domain, address: row.ip, active: row.activeAt, seen: row.seenAt,
  }
  return keys[by]
}

/** A row's place in an order: those without a value come last either way, and equals are newest first. */
interface Place { key: Key; made: number; id: string }
const placeOf = (row: AccountRow, sort: Sort): Place => ({ key: keyOf(row, sort), made: row.createdAt ?? 0, id: row.id })
function compare(one: Place, other: Place, { descending }: Sort): number {
  if (one.key !== other.key) {
    if (one.key === null || other.key === null) return one.key === null ? 1 : -1
    return (one.key < other.key ? -1 : 1) * (descending ? -1 : 1)
  }
  return other.made - one.made || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0)
}

/** The queue: mail confirmed first, oldest first. */
const queued = (row: AccountRow): Place => ({ key: `${row.marks.includes('unconfirmed') ? 1 : 0} ${String(row.createdAt ?? 0).padStart(16, '0')}`, made: 0, id: row.id })

interface Sorted { length: number; at: (index: number) => AccountRow; place: (row: AccountRow) => Place; sort: Sort }

export function pretendLists(answers: Answers, { scene, rows, found, find, moved }: Around) {
  const million = (view: ProfileView) => (scene === 'million' && view.id === 'p1' ? MILLION : 0)
  const cap = (number: number): Count => (scene === 'uncounted' && number > COUNTED ? { number: COUNTED, more: true } : { number, more: false })

  function sorted(view: ProfileView, query: AccountQuery): Sorted {
    const { filter } = parse(query.typed, query.filter)
    const queue = query.place === 'queue'
    const sort = queue ? { by: 'joined', descending: false } as const : query.sort
    const place = queue ? queued : (row: AccountRow) => placeOf(row, sort)
    const own = [...(rows.get(view.id) ?? [])]
    const many = queue ? 0 : million(view)
    if (many > 0 && print(filter) === '' && sort.by === 'joined' && sort.descending) {
      own.sort((one, other) => compare(place(one), place(other), sort))
      return { length: many, at: (index) => own[index] ?? crowd(index), place, sort }
    }
    const all = many > 0 ? [...own, ...Array.from({ length: LOOKED }, (_, index) => crowd(own.length + index))] : own
    const matching = all.filter((row) => (!queue || inState.pending(row)) && fits(row, filter, found)).map((row) => ({ row, at: place(row) }))
    matching.sort((one, other) => compare(one.at, other.at, sort))
    return { length: matching.length, at: (index) => matching[index]?.row ?? crowd(index), place, sort }
  }

  /** The first position at which nobody stands before that place. */
  function position({ length, at, place, sort }: Sorted, start: Start): number {
    if (start.kind === 'top') return 0
    if (start.kind === 'at') return Math.min(start.index, length)
    const sought = JSON.parse(start.cursor) as Place
    let [low, high] = [0, length]
    while (low < high) {
      const middle = (low + high) >> 1
      const order = compare(place(at(middle)), sought, sort)
      if (order < 0 || (order === 0 && start.kind === 'after')) low = middle + 1
      else high = middle
    }
    return low
  }

  function list(view: ProfileView, query: AccountQuery): AccountPage {
    const { filter, problems } = parse(query.typed, query.filter)
    const all = sorted(view, query)
    const from = position(all, query.start)
    const some = Array.from({ length: Math.max(0, Math.min(query.limit, all.length - from)) }, (_, index) => all.at(from + index)).map((row) => ({ ...row, cursor: JSON.stringify(all.place(row)) }))
    return {
      rows: some, next: from + some.length < all.length ? (some.at(-1)?.cursor ?? null) : null, filter, problems, at: query.start.kind === 'after' ? null : from,
      fields: fields(view, scene), typed: print(filter), oldestSeenAt: some.length ? Math.min(...some.map((row) => row.seenAt ?? 0)) : null,
    }
  }

  function counts(view: ProfileView, query: AccountQuery): AccountCounts {
    const all = sorted(view, query)
    const { filter } = parse(query.typed, query.filter)
    const anyState = sorted(view, { ...query, place: 'accounts', typed: print({ ...filter, state: null }) , filter: { ...filter, state: null, text: '' } })
    const among = Array.from({ length: Math.min(anyState.length, LOOKED) }, (_, index) => anyState.at(index))
    const many = million(view) > 0 && print(filter) !== ''
    const parts = query.place === 'queue' ? Array.from({ length: all.length }, (_, index) => all.at(index)) : null
    const unconfirmed = parts?.filter((row) => row.marks.includes('unconfirmed')).length ?? 0
    return {
      matching: many && all.length > COUNTED ? { number: COUNTED, more: true } : cap(all.length), loaded: million(view) || (rows.get(view.id)?.length ?? 0),
      states: statesOf(view).map((one) => { const number = among.filter(inState[one]).length; return { state: one, count: million(view) && number > COUNTED ? { number: COUNTED, more: true } : cap(number) } }),
      parts: parts && { confirmed: parts.length - unconfirmed, unconfirmed },
    }
  }

  function complete(view: ProfileView | null, typed: string, caret: number): Completion[] {
    const before = /\S*$/.exec(typed.slice(0, caret))?.[0] ?? ''
    const start = caret - before.length
    const [, minus = '', rest = ''] = /^(-?)(.*)$/.exec(before) ?? []
    const known = view ? fields(view, '').map(({ field }) => field) : worded
    const colon = rest.indexOf(':')
    const option = (text: string, field: FilterField, open: boolean): Completion => ({ text: minus + text, field, start, length: before.length, open })
    if (colon < 0) return worded.filter((field) => known.includes(field) && partWords[field].startsWith(rest.toLowerCase())).map((field) => option(`${partWords[field]}:`, field, true)).slice(0, 12)
    const field = worded.find((one) => partWords[one] === rest.slice(0, colon))
    if (!field) return []
    const list = rest.slice(colon + 1).split(',')
    const last = list.pop() ?? ''
    const head = [...list, ''].join(',')
    return valuesFor(field, view).filter((value) => value.startsWith(last.toLowerCase())).map((value) => option(`${partWords[field]}:${head}${value}`, field, false)).slice(0, 12)
  }

  const valuesFor = (field: Worded, view: ProfileView | null): string[] => {
    const offered = view ? (fields(view, '').find((one) => one.field === field)?.values ?? []) : []
    const seen = (some: (row: AccountRow) => string | null) => [...new Set((rows.get(view?.id ?? '') ?? []).flatMap((row) => some(row) ?? []))].slice(0, 12)
    if (field === 'state' && offered.length === 0) return Object.keys(states)
    if (field === 'domain') return seen((row) => row.domain)
    if (field === 'mail') return seen((row) => row.mail && row.mail.slice(row.mail.indexOf('@')))
    if (field === 'joined') return ['<1d', '<7d', '<30d', '>30d']
    if (field === 'lang') return ['de', 'en', 'pt-BR']
    return offered
  }

  answers.list_accounts = ({ profile, query }) => list(find(profile), query as AccountQuery)
  answers.count_accounts = async ({ profile, query }) => {
    if (scene === 'slowcounts') await new Promise((settle) => setTimeout(settle, 2000))
    return counts(find(profile), query as AccountQuery)
  }
  answers.complete_filter = ({ profile, typed, caret }) => complete(profile === null ? null : find(profile), String(typed), Number(caret))

  if (scene === 'arriving') {
    let n = 0
    setInterval(() => {
      const all = rows.get('p1') ?? []
      const among = all[200 + ((n * 37) % 900)]
      const some = [{ ...crowd(5_000_000 + n), id: `a${n}`, handle: `arrived_${n}`, createdAt: Date.now() }, ...(among ? [{ ...among, id: `b${n}`, handle: `between_${n}`, createdAt: (among.createdAt ?? 0) - 1000 }] : [])]
      rows.set('p1', [...some, ...all])
      n++
      moved('p1')
    }, 500)
  }
}
