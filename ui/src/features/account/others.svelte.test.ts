import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { Others as Shared } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import Others from './Others.svelte'

const { others } = vi.hoisted(() => ({ others: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { others }, events: {} }))

const n = (number: number) => ({ number, more: false })
const shared = (sharing: Shared['sharing'], value: string, typed: string): Shared => ({ sharing, value, typed, others: n(4), good: n(1), gone: n(3), rejectedHere: 3, states: [] })
const all = [shared('address', '198.51.100.7', 'ip:198.51.100.7'), shared('network', '198.51.100.0/24', 'ip:198.51.100.0/24'), shared('mailDomain', 'mailbox.example', 'mail:@mailbox.example')]

let shown: Record<string, unknown>
async function draw(found: Shared[], hide = false) {
  others.mockResolvedValue(found)
  shown = mount(Others, { target: document.body, props: { profile: 'p1', account: 'a1', hide } })
  await vi.waitFor(() => expect(others).toHaveBeenCalled())
  await Promise.resolve()
  flushSync()
}
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
  vi.restoreAllMocks()
})
const text = () => (document.body.textContent ?? '').replaceAll(/[\u2068\u2069]/gu, '')

it('each shared thing is told, with those in good standing', async () => {
  await draw(all)
  expect(text()).toContain('4 others from 198.51.100.7')
  expect(text()).toContain('4 others from its network 198.51.100.0/24')
  expect(text()).toContain('4 others with mail at mailbox.example')
  expect(text().match(/3 you rejected, 1 in good standing/g)).toHaveLength(3)
})

it('hidden addresses stay hidden, also in what is read aloud', async () => {
  await draw(all, true)
  const read = [...document.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label')).join(' ')
  expect(`${text()} ${read}`).not.toMatch(/51\.100|ailbox|example/)
  expect(text()).toContain('4 others from 198.•••')
})

it('a click lists them, beside the account that led there', async () => {
  const list = vi.spyOn(desk, 'listAccounts').mockImplementation(() => {})
  await draw(all)
  document.querySelectorAll<HTMLElement>('[data-testid="others"] button')[1]?.click()
  expect(list).toHaveBeenCalledExactlyOnceWith('p1', 'ip:198.51.100.0/24', 'a1')
})

it('where nobody shares anything, nothing is drawn', async () => {
  await draw([])
  expect(text().trim()).toBe('')
})

it('the same account read anew keeps what is drawn', async () => {
  let detail = $state.raw({ id: 'a1' })
  others.mockReset().mockResolvedValue(all)
  shown = mount(Others, { target: document.body, props: { profile: 'p1', get account() { return detail.id }, hide: false } })
  await vi.waitFor(() => expect(text()).toContain('4 others'))
  detail = { id: 'a1' }
  flushSync()
  expect(text()).toContain('4 others')
  expect(others).toHaveBeenCalledOnce()
})
