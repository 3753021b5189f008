import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, Background, ProfileView } from '$lib/backend'
import { keys } from '$lib/keys'
import MoreTabs from './MoreTabs.svelte'

const { background } = vi.hoisted(() => ({ background: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { background }, events: {} }))

const found = (some: Partial<Background> = {}): Background => ({
  counts: { groups: 3, projects: 6, issues: null, mergeRequests: 0 }, memberships: [], moreMemberships: false, deeds: [], moreDeeds: false, measures: [], problem: null, ...some,
})
const settled = async () => {
  await vi.runAllTimersAsync()
  flushSync()
}

let shown: Record<string, unknown> | null = null
const detail = (id: string, hasBackground = true) => ({ id, reports: null, hasPosts: false, hasBackground, decisions: [], revision: '', seenAt: 0 }) as unknown as AccountDetail
const profile = (kind: 'online' | 'offline' = 'online') => ({ id: 'p1', connection: { kind }, you: { username: 'kim' } }) as unknown as ProfileView
const props = $state({ detail: detail('a1'), profile: profile(), activity: [], hide: false })
const draw = (over: Partial<typeof props> = {}) => {
  Object.assign(props, { detail: detail('a1'), profile: profile(), ...over })
  shown = mount(MoreTabs, { target: document.body, props })
  flushSync()
}
const press = (key: string) => {
  keys.press(new KeyboardEvent('keydown', { key, code: key === ']' ? 'BracketRight' : 'BracketLeft' }))
  flushSync()
}
const tab = () => document.querySelector('[role="tab"][aria-selected="true"]')?.textContent?.trim()
const text = () => document.body.textContent ?? ''

beforeEach(() => {
  vi.useFakeTimers()
  background.mockResolvedValue(found())
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} unobserve() {} })
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  vi.resetAllMocks()
})

it('tabs ask for nothing before somebody turns to one of them', async () => {
  draw()
  await settled()
  expect(background).not.toHaveBeenCalled()
  press(']')
  await settled()
  expect(tab()).toBe('Memberships')
  expect(background).toHaveBeenCalledTimes(1)
  expect(text()).toContain('They are a member of nothing.')
  press(']')
  await settled()
  expect(tab()).toBe('Events')
  expect(background).toHaveBeenCalledTimes(1)
  expect(text()).toContain('The server keeps no measure about them.')
})

it('tabs walked past quickly ask for nothing, and rested on, once', async () => {
  draw()
  press(']')
  await settled()
  for (const id of ['a2', 'a3', 'a4']) {
    props.detail = detail(id)
    flushSync()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(background).toHaveBeenCalledTimes(1)
  await settled()
  expect(background.mock.calls.map(([, account]) => account as string)).toEqual(['a1', 'a4'])
})

it('tabs say offline that they need the server, and read when it is there again', async () => {
  draw({ profile: profile('offline') })
  press(']')
  await settled()
  expect(background).not.toHaveBeenCalled()
  expect(text()).toContain('This needs the server')
  props.profile = profile()
  flushSync()
  await settled()
  expect(background).toHaveBeenCalledTimes(1)
})

it('tabs tell of a part that could not be read, and show the others', async () => {
  background.mockResolvedValue(found({ memberships: [{ id: '1', kind: 'group', name: `${String.fromCodePoint(0x202e)}harbour`, access: 'maintainer' }], deeds: null, problem: { error: { code: 'timedOut', seconds: 20 }, serverSaid: null } }))
  draw()
  press(']')
  await settled()
  expect(text()).toContain('A part could not be read.')
  expect(document.querySelector('li bdi')?.textContent).toBe('harbour')
  expect(text()).toContain('Maintainer')
})

it('a tab that this account does not have is not there, and the first one is shown', async () => {
  draw()
  press(']')
  await settled()
  props.detail = detail('a2', false)
  flushSync()
  await settled()
  expect(tab()).toBe('Activity')
  expect(text()).not.toContain('Memberships')
})
