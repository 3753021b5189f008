import { afterEach, expect, it, vi } from 'vitest'
import type { ReportFilter, ReportRow } from '$lib/backend'
import { NO_REPORT_BOX } from '$lib/desk.svelte'
import { asksForSomebody, asksOther, filterOf, isNarrowed, isSifted, widened } from './filter'
import { following } from './following'
import { ReportsList } from './list.svelte'

const { listReports, loadReports } = vi.hoisted(() => ({ listReports: vi.fn(), loadReports: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { listReports, loadReports } }))

const rows = (...ids: number[]) => ids.map((id) => ({ id: String(id) }) as ReportRow)
const page = (some: ReportRow[], next: string | null = null) => ({ rows: some, next, matching: some.length, open: some.length, moreOnServer: false, oldestSeenAt: 0 })
const open: ReportFilter = filterOf({ ...NO_REPORT_BOX })
const ids = (list: ReportsList) => list.rows.map(({ id }) => id)

afterEach(() => vi.resetAllMocks())

it('the filter carries ids and no names', () => {
  expect(filterOf({ ...NO_REPORT_BOX, about: { id: 'a1', handle: 'anna' } })).toEqual({ state: 'open', hands: 'any', category: null, origin: null, target: 'a1', reporter: null })
})

it('the server is asked anew only for what it filters by itself', () => {
  const box = { ...NO_REPORT_BOX }
  expect(asksOther({ ...box, state: 'resolved' }, box)).toBe(true)
  expect(asksOther({ ...box, by: { id: 'a1', handle: 'anna' } }, box)).toBe(true)
  expect(asksOther({ ...box, hands: 'mine', category: 'spam', origin: 'local' }, box)).toBe(false)
})

it('reports about or by somebody are asked for once, also when some are loaded by chance', () => {
  const anna = { ...NO_REPORT_BOX, by: { id: 'a1', handle: 'anna' } }
  expect(asksForSomebody(anna, NO_REPORT_BOX)).toBe(true)
  expect(asksForSomebody({ ...anna, state: 'all' }, anna)).toBe(false)
  expect(asksForSomebody(NO_REPORT_BOX, anna)).toBe(false)
  // The server itself is asked for these: nothing that is loaded is left out.
  expect(isSifted(anna)).toBe(false)
  expect(isSifted({ ...anna, hands: 'mine' })).toBe(true)
})

it('without filters the state stays', () => {
  const box = { ...NO_REPORT_BOX, state: 'all' as const, hands: 'mine' as const }
  expect(isNarrowed(box)).toBe(true)
  expect(widened(box).state).toBe('all')
  expect(isNarrowed(widened(box))).toBe(false)
})

it('older ones that cannot be loaded leave the list as it is', async () => {
  const list = new ReportsList('p1')
  listReports.mockResolvedValueOnce(page(rows(3)))
  await list.load(open)
  loadReports.mockRejectedValueOnce({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  expect((await list.loadOlder())?.error.code).toBe('timedOut')
  expect(ids(list)).toEqual(['3'])
  expect(list.fetching).toBe(false)
})

it('after a decision that closed several, the next that is still open comes', () => {
  expect(following(rows(5, 4, 3, 2), 1, rows(5, 2))).toBe('2')
  expect(following(rows(5, 4, 3), 2, rows(5))).toBe('5')
  expect(following(rows(5), 0, [])).toBe(null)
})
