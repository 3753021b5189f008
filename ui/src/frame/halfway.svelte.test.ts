import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LeftHalfway, ProfileView } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import Halfway from './Halfway.svelte'

const lookAgain = vi.hoisted(() => vi.fn())
vi.mock('$lib/bindings', () => ({ commands: { lookAgain } }))

const left = (index: number): LeftHalfway => ({ decision: `d${index}`, account: `a${index}`, handle: `miner_${index}`, verb: 'banBlocked' })
const profile = (many: number) => ({ id: 'p3', name: 'company-git', halfway: Array.from({ length: many }, (_, index) => left(index)) }) as unknown as ProfileView

let shown: Record<string, unknown> | null = null
const props = $state({ profile: profile(1) })
function draw(many: number) {
  props.profile = profile(many)
  shown = mount(Halfway, { target: document.body, props })
}
const banners = () => [...document.querySelectorAll('[data-testid="halfway-banner"]')]
const press = (testid: string) => flushSync(() => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.click())

beforeEach(() => void vi.spyOn(desk, 'openAccount').mockReturnValue(true))
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  vi.restoreAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('an account that was left active is told aloud, by name and instance, and nobody can wave it away', () => {
  draw(1)
  const [banner] = banners()
  expect(banner?.querySelector('[role="alert"]')?.textContent).toMatch(/@miner_0.* on .*company-git.* was left active: ban it or block it now\./)
  expect([...(banner?.querySelectorAll('button') ?? [])].map((button) => button.textContent?.trim())).toEqual(['Open', 'Look again'])
})

it('it leads to the account, on its own instance', () => {
  draw(1)
  press('halfway-open')
  expect(desk.openAccount).toHaveBeenCalledWith('p3', 'a0')
})

it('it leaves when the engine knows better, and not before', async () => {
  draw(1)
  lookAgain.mockResolvedValue({ status: 'halfway', lookup: 'unchanged', verb: 'banBlocked', handle: 'miner_0', steps: [] })
  press('halfway-look')
  await vi.waitFor(() => expect(desk.said.at(-1)?.text).toContain('as it was before'))
  expect(lookAgain).toHaveBeenCalledWith('p3', 'd0')
  expect(banners()).toHaveLength(1)
  flushSync(() => {
    props.profile = profile(0)
  })
  expect(banners()).toHaveLength(0)
})

it('many of them leave room for the desk, and none is forgotten', () => {
  draw(7)
  expect(banners()).toHaveLength(3)
  expect(document.body.textContent).toContain('And 4 more were left active.')
})
