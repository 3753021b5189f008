import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { wanted } from '$lib/again.svelte'
import type { DecisionView, DueView, ProfileView } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { dues } from '$lib/due/dues.svelte'
import DuePart from './DuePart.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), outbox: vi.fn(), dues: vi.fn(), endDue: vi.fn(), moveDue: vi.fn(), setPreferences: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const profile = (id: string, number: number) =>
  ({
    id, drawn: 0, name: `${id}.example`, home: `${id}.example`, mark: { number, letters: 'AB', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, token: { kind: 'keychain' },
    connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [],
  }) as unknown as ProfileView
const due = (id: string, more: Partial<DueView> = {}): DueView =>
  ({ id, profile: 'p1', account: 'a1', handle: 'anna', decision: null, verb: null, at: 1, isDue: true, words: null, madeAt: 0, standing: 'stands', ended: null, ...more })
const limit = { id: 'd1', profile: 'p1', account: 'a1', handle: 'anna', verb: 'limit', lasts: 7, reason: 'third warning', report: null } as DecisionView

let shown: Record<string, unknown> | null = null
async function draw(...some: DueView[]) {
  door.outbox.mockResolvedValue([])
  door.dues.mockImplementation((id: string) => Promise.resolve(some.filter((one) => one.profile === id)))
  door.deskState.mockResolvedValue({ profiles: [profile('p1', 1), profile('p2', 2)], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  await desk.load()
  await vi.waitFor(() => expect(dues.due.length + dues.coming.length).toBe(some.length))
  shown = mount(DuePart, { target: document.body })
  flushSync()
}
const parts = (testid: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)]

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {}
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  dues.keep([])
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('what is due stands first, and what is to come is folded', async () => {
  await draw(due('soon', { at: Date.now() + 9e8, isDue: false }), due('now', { profile: 'p2', words: 'is the link gone?' }))
  expect(parts('due-row').map((row) => row.dataset.due)).toEqual(['true', 'false'])
  expect(parts('due-row')[0]?.textContent).toContain('is the link gone?')
  const folded = parts('due-coming')[0] as HTMLDetailsElement
  expect([folded.open, folded.querySelector('summary')?.textContent]).toEqual([false, '1 is to come'])
  expect(folded.contains(parts('due-row')[1] ?? null)).toBe(true)
})

it('nothing stands there where nothing is due and nothing will be', async () => {
  await draw()
  expect(parts('due')).toEqual([])
})

it('the prepared reverse opens the account with its panel, and nothing is sent', async () => {
  await draw(due('one', { decision: limit, verb: 'liftLimit' }))
  expect(parts('due-row')[0]?.textContent).toMatch(/Lift limit.*anna.*Limited for 7 days.*third warning/s)
  const [lift] = parts('due-lift')
  expect(lift?.textContent).toContain('Lift limit…')
  flushSync(() => lift?.click())
  expect(desk.view.selected.accounts).toBe('a1')
  expect(wanted.ofAccount('p1', 'a1')).toMatchObject({ kind: 'reverse', decision: { id: 'd1' } })
})

it.each([['lifted', 'already lifted'], ['gone', 'gone']] as const)('what is %s says so, and has nothing to lift', async (standing, words) => {
  await draw(due('one', { decision: limit, verb: 'liftLimit', standing }))
  expect(parts('due-row')[0]?.textContent).toContain(words)
  expect(parts('due-lift')).toEqual([])
  expect(parts('due-end')[0]?.textContent).toContain('Drop')
})

it('a reminder is done with by one press', async () => {
  await draw(due('one'))
  door.endDue.mockResolvedValue(due('one', { ended: 'done' }))
  door.dues.mockResolvedValue([])
  flushSync(() => parts('due-end')[0]?.click())
  await vi.waitFor(() => expect(parts('due-row')).toEqual([]))
  expect(door.endDue).toHaveBeenCalledWith('p1', 'one')
})

it('whoever ends one by keys goes on with the next one', async () => {
  const two = [due('one'), due('two', { at: 2, handle: 'wei' })]
  await draw(...two)
  door.endDue.mockResolvedValue(due('one', { ended: 'done' }))
  door.dues.mockImplementation((id: string) => Promise.resolve(id === 'p1' ? two.slice(1) : []))
  const [first] = parts('due-end')
  first?.focus()
  flushSync(() => first?.click())
  await vi.waitFor(() => expect(document.activeElement?.closest('[data-testid="due-row"]')?.textContent).toContain('wei'))
})

it('strangers’ words disturb nothing', async () => {
  await draw(due('one', { handle: 'a\u202enna', words: '<b>x</b>\u2066' }))
  const row = parts('due-row')[0]
  expect(row?.querySelector('bdi b')).toBe(null)
  expect(row?.textContent).not.toMatch(/[\u202e\u2066]/)
})

it('what cannot be read is told, and read again when asked', async () => {
  await draw()
  door.dues.mockRejectedValueOnce({ error: { code: 'diskTrouble' }, serverSaid: null })
  await dues.read('p2')
  flushSync()
  expect(document.body.textContent).toContain('p2.example')
  door.dues.mockResolvedValue([due('one', { profile: 'p2' })])
  flushSync(() => document.querySelector<HTMLButtonElement>('[role="alert"] button, .actions button')?.click())
  await vi.waitFor(() => expect(parts('due-row')).toHaveLength(1))
})
