import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, ProfileView } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { Deciding } from './deciding.svelte'
import Panel from './Panel.svelte'

const { decide, lookAtAccount } = vi.hoisted(() => ({ decide: vi.fn(), lookAtAccount: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { decide, lookAtAccount } }))

const profile = { id: 'p3', name: 'company-git', home: 'git.example', mark: { number: 3, letters: 'CO', pattern: 'dotted', hue: 'purple' }, practice: false, you: { username: 'kim' }, connection: { kind: 'online' } } as ProfileView
const account = { id: 'a1', handle: 'wei', username: 'wei', home: '', revision: 'r1', reports: null, marks: [], note: 'before', reason: null, rank: 'member' } as unknown as AccountDetail
const offer = (some: Partial<ActionOffer>): ActionOffer => ({
  verb: 'ban', letter: null, place: 'menu', refusal: null, weight: 'restricts', consequences: ['cannotSignIn'], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched',
  note: 'mayAdd', reverse: null, cautions: [], typeHandle: null, ...some,
})

let shown: Record<string, unknown> | null = null
function draw(some: Partial<ActionOffer>) {
  const deciding = new Deciding(profile, account, offer(some))
  const props = { deciding, onclose: vi.fn(), onsettled: vi.fn() }
  shown = mount(Panel, { target: document.body, props })
  flushSync()
  return props
}
const part = <Kind extends HTMLElement>(testid: string) => document.querySelector<Kind>(`[data-testid="${testid}"]`)
const write = (testid: string, text: string) =>
  flushSync(() => {
    const field = part<HTMLTextAreaElement>(testid)
    if (field) field.value = text
    field?.dispatchEvent(new Event('input', { bubbles: true }))
  })

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {}
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('a move says both its steps, in their order, and that the account is active between them', () => {
  draw({ verb: 'banBlocked', consequences: ['activeForAMoment', 'contributionsHidden', 'putBackIfSecondFails'] })
  expect([...(part('move')?.querySelectorAll('li') ?? [])].map((li) => li.textContent)).toEqual(['1Unblock', '2Ban'])
  expect(document.body.textContent).toContain('the account is active for a moment. If the second step fails, the first is undone.')
  expect(part('panel-send')?.textContent).toContain('Unblock and ban')
  // What leads the panel is what it does, not how.
  expect(document.querySelector('[id$="-effect"]')?.textContent).toContain('merge requests')
})

it('that the reason goes into the note as well is asked once there is one, and not taken for granted', () => {
  const { deciding } = draw({})
  expect(part('note-too')).toBe(null)
  write('reason', 'spam in forty issues')
  expect(part<HTMLInputElement>('note-too')?.checked).toBe(false)
  flushSync(() => part('note-too')?.click())
  expect(deciding.choices.noteToo).toBe(true)
  expect(part('note')).toBe(null)
})

it('two notes that met stand side by side, and the own one is sent only when somebody says so', async () => {
  const fresh = { ...account, revision: 'r2', note: 'theirs', offers: [offer({ verb: 'note', note: 'writes' })] }
  const { deciding, onsettled } = draw({ verb: 'note', note: 'writes' })
  expect(part<HTMLTextAreaElement>('note')?.value).toBe('before')
  write('note', 'mine')
  decide.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  lookAtAccount.mockResolvedValueOnce(fresh)
  await deciding.send()
  await vi.waitFor(() => expect(part<HTMLTextAreaElement>('note-theirs')?.value).toBe('theirs'))
  expect(part<HTMLTextAreaElement>('note-mine')?.value).toBe('mine')
  expect(decide).toHaveBeenCalledTimes(1)

  const settled = { status: 'confirmed', verb: 'note', handle: 'wei', steps: [] }
  decide.mockResolvedValueOnce(settled)
  flushSync(() => part('note-keep-mine')?.click())
  await vi.waitFor(() => expect(onsettled).toHaveBeenCalledWith(settled))
  expect(decide).toHaveBeenLastCalledWith('p3', 'a1', 'r2', 'note', expect.objectContaining({ note: 'mine' }))
})

it('a note that may no longer be written says why, and is not lost', async () => {
  const { deciding } = draw({ verb: 'note', note: 'writes' })
  write('note', 'mine')
  decide.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  lookAtAccount.mockResolvedValueOnce({ ...account, note: 'theirs', offers: [offer({ verb: 'note', note: 'writes', refusal: { kind: 'readOnly' } })] })
  await deciding.send()
  await vi.waitFor(() => expect(document.body.textContent).toContain('You are only looking'))
  expect(part('note-keep-mine')).toBe(null)
  expect(part<HTMLTextAreaElement>('note-mine')?.value).toBe('mine')
})
