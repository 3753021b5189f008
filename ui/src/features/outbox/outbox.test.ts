import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DecisionView, ProfileView, Sight } from '$lib/backend'
import { wanted } from '$lib/again.svelte'
import { desk } from '$lib/desk.svelte'
import { keys } from '$lib/keys'
import { outbox } from '$lib/outbox.svelte'
import { compared } from './comparing'
import { grouped } from './groups'
import OutboxPlace from './OutboxPlace.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), outbox: vi.fn(), dues: vi.fn(() => Promise.resolve([])), cancelDecision: vi.fn(), sendAnyway: vi.fn(), releaseDecisions: vi.fn(), lookAgain: vi.fn(), sayWhetherArrived: vi.fn(), openAccount: vi.fn(), setPreferences: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const profile = (id: string, number: number, sending: ProfileView['sending'] = null) =>
  ({
    id, drawn: 0, name: `${id}.example`, home: `${id}.example`, mark: { number, letters: 'AB', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, token: { kind: 'keychain' },
    connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [], sending,
  }) as unknown as ProfileView
const sight = (more: Partial<Sight>): Sight => ({ marks: [], unknownState: null, handle: 'anna', role: null, mail: null, reason: null, note: null, resolved: null, assigned: null, ...more })
const decided = (id: string, more: Partial<DecisionView> = {}): DecisionView =>
  ({ id, profile: 'p1', account: 'a1', handle: 'anna', verb: 'limit', status: 'ready', decidedAt: 1, holdLeft: null, review: 'none', attempts: 0, lookup: null, steps: [], before: [], seen: null, found: null, reason: null, message: null, report: null, ...more }) as DecisionView

let shown: Record<string, unknown> | null = null
async function draw(...some: DecisionView[]) {
  door.openAccount.mockResolvedValue({ offers: [{ verb: 'liftLimit', refusal: null }, { verb: 'unsuspend', refusal: { kind: 'notSuspended' } }] })
  door.outbox.mockImplementation((id: string) => Promise.resolve(some.filter((one) => one.profile === id)))
  door.deskState.mockResolvedValue({ profiles: [profile('p1', 1), profile('p2', 2)], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  await desk.load()
  await vi.waitFor(() => expect(outbox.all).toHaveLength(some.length))
  shown = mount(OutboxPlace, { target: document.body })
  flushSync()
}
const parts = (testid: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)]
const press = (key: string) => flushSync(() => void keys.press(new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}` })))
const focused = () => document.activeElement?.closest<HTMLElement>('li')?.dataset.id

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {}
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  outbox.keep([])
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('stands instance by instance, in the order of their numbers and of the decisions', async () => {
  await draw(decided('b', { profile: 'p2' }), decided('a1'), decided('a2', { decidedAt: 2 }))
  expect(parts('waiting').map((row) => row.dataset.id)).toEqual(['a1', 'a2', 'b'])
  expect([...document.querySelectorAll('h2')].map((heading) => heading.textContent?.trim())).toEqual([expect.stringContaining('p1.example'), expect.stringContaining('p2.example')])
})

it('says what would stand there while nothing waits', async () => {
  await draw()
  expect(document.body.textContent).toContain('What you decide and has not left yet stands here.')
})

it('J and K walk, and Z cancels the chosen one, not the last one', async () => {
  await draw(decided('one'), decided('two', { decidedAt: 2 }))
  press('j')
  expect(focused()).toBe('one')
  door.cancelDecision.mockResolvedValue(decided('one', { status: 'cancelled' }))
  press('z')
  await vi.waitFor(() => expect(door.cancelDecision).toHaveBeenCalledWith('p1', 'one'))
})

it('what changed is compared side by side before it is sent anyway', async () => {
  await draw(decided('one', { status: 'changed', seen: sight({ marks: ['limited'] }), found: sight({ marks: ['suspended'] }) }))
  expect(parts('compare')).toHaveLength(0)
  flushSync(() => parts('compare-open')[0]?.click())
  expect(parts('compare')[0]?.textContent).toMatch(/Limited[\s\S]*Suspended/)
  door.sendAnyway.mockResolvedValue(decided('one'))
  flushSync(() => parts('send-anyway')[0]?.click())
  expect(door.sendAnyway).toHaveBeenCalledWith('p1', 'one')
})

it('of what is not sure the person says whether it arrived', async () => {
  await draw(decided('lost', { status: 'unsure', lookup: 'unchanged' }), decided('fresh', { status: 'unsure', lookup: 'notYet' }))
  expect(parts('asked-whether-arrived')).toHaveLength(1)
  door.sayWhetherArrived.mockResolvedValue(decided('lost', { status: 'refused', lookup: 'saidNot' }))
  flushSync(() => parts('never-arrived')[0]?.click())
  expect(door.sayWhetherArrived).toHaveBeenCalledWith('p1', 'lost', false)
  await vi.waitFor(() => expect(desk.said.at(-1)?.text).toContain('You said that it never arrived'))
})

it('those kept back leave at one word for their instance, and those asked about singly at their own', async () => {
  await draw(decided('one', { review: 'together' }), decided('two', { review: 'together' }), decided('three'), decided('far', { profile: 'p2', review: 'singly', verb: 'reject' }))
  door.releaseDecisions.mockResolvedValue(null)
  expect(parts('send-gathered').map((button) => button.textContent?.trim())).toEqual(['Send 2'])
  flushSync(() => parts('review')[0]?.click())
  expect(parts('waiting').map((row) => row.dataset.id)).toEqual(['one', 'two', 'far'])
  flushSync(() => parts('send-gathered')[0]?.click())
  expect(door.releaseDecisions).toHaveBeenCalledWith('p1', ['one', 'two'])
  flushSync(() => parts('send-single')[0]?.click())
  expect(door.releaseDecisions).toHaveBeenLastCalledWith('p2', ['far'])
})

it('what has not left can be changed, what has arrived be reversed, where that is offered for the account as it is now', async () => {
  const decide = vi.spyOn(wanted, 'decide').mockReturnValue()
  await draw(decided('waits'), decided('limited', { status: 'accepted', decidedAt: 2 }), decided('suspended', { status: 'accepted', verb: 'suspend', decidedAt: 3 }), decided('warned', { status: 'unsure', verb: 'warn', decidedAt: 4 }))
  await vi.waitFor(() => expect(parts('reverse')).toHaveLength(3))
  flushSync(() => parts('change')[0]?.click())
  expect(decide).toHaveBeenLastCalledWith('change', expect.objectContaining({ id: 'waits' }))
  flushSync(() => parts('reverse')[0]?.click())
  expect(decide).toHaveBeenLastCalledWith('reverse', expect.objectContaining({ id: 'limited' }))
  expect(parts('reverse').map((button) => button.getAttribute('aria-disabled'))).toEqual([null, 'true', 'true'])
  flushSync(() => parts('reverse')[1]?.click())
  expect(desk.said.at(-1)?.text).toBe("Suspend can't be reversed: This account is not suspended.")
  flushSync(() => parts('reverse')[2]?.click())
  expect(desk.said.at(-1)?.text).toContain('The strike stays')
  expect(decide).toHaveBeenCalledTimes(2)
})

it('until when they have left stands beside the name of their instance', async () => {
  await draw(decided('one'), decided('two', { profile: 'p2' }))
  expect(parts('sending')).toHaveLength(0)
  flushSync(() => desk.put(profile('p1', 1, { left: 34, endsAt: null, waitsUntil: Date.now() + 600_000 })))
  expect(parts('sending').map((part) => part.textContent)).toEqual([expect.stringMatching(/^34 leave; waits until/)])
})

it('groups tell what is kept back, and of what is asked about singly the first', () => {
  const open = (decision: DecisionView) => ({ decision, until: null })
  const [group] = grouped([profile('p1', 1), profile('p2', 2)], (id) => (id === 'p1' ? [open(decided('a', { review: 'singly' })), open(decided('b', { review: 'singly' })), open(decided('c', { review: 'together', status: 'changed' }))] : []))
  expect(group?.single?.id).toBe('a')
  expect(group?.together).toEqual([])
})

it('what differs comes first and is marked; what neither tells is left out', () => {
  const rows = compared(sight({ marks: ['limited'], role: 'User', mail: 'a@b.example' }), sight({ marks: ['limited'], role: 'Moderator', mail: 'a@b.example' }))
  expect(rows.map(({ label, differs }) => [label, differs])).toEqual([['Role', true], ['State', false], ['Handle', false], ['Mail', false]])
})
