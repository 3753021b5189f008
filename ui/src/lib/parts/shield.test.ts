import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it } from 'vitest'
import type { Pictures } from '$lib/backend'
import MediaShield from './MediaShield.svelte'
import { press } from './shield'

let shown: Record<string, unknown> | null = null
const draw = (policy: Pictures, src: string | null = 'picture://localhost/p1/media/k1') => {
  shown = mount(MediaShield, { target: document.body, props: { media: { kind: 'image', description: 'A cat', key: 'k1' }, at: 1, of: 2, src, policy } })
  return document.querySelector<HTMLElement>('[data-testid="media"]')
}
const pictures = () => document.querySelectorAll('img, video, audio, source').length
const click = (tile: HTMLElement | null) => flushSync(() => tile?.click())

afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
})

it('a picture that was asked for comes covered, opens, and is covered again', () => {
  expect(press('shut')).toBe('covered')
  expect(press('covered')).toBe('open')
  expect(press('open')).toBe('covered')
})

it('nothing is fetched before somebody asks', () => {
  const tile = draw('blurred')
  expect(pictures()).toBe(0)
  click(tile)
  expect(document.querySelector('img')?.getAttribute('src')).toBe('picture://localhost/p1/media/k1')
  expect(tile?.dataset.shield).toBe('covered')
  click(tile)
  expect(tile?.dataset.shield).toBe('open')
  expect(tile?.getAttribute('aria-label')).toMatch(/again$/)
})

it('with pictures off there is nothing to press, and it says why', () => {
  const tile = draw('off')
  expect(tile?.tagName).toBe('DIV')
  expect(document.body.textContent).toMatch(/off for this instance/)
  expect(pictures()).toBe(0)
})

it('without a still picture there are only words', () => {
  expect(draw('blurred', null)?.tagName).toBe('DIV')
  expect(document.body.textContent).toMatch(/No still picture/)
})

it('what cannot be fetched is shut again and says so', () => {
  const tile = draw('grey')
  click(tile)
  flushSync(() => document.querySelector('img')?.dispatchEvent(new Event('error')))
  expect(tile?.dataset.shield).toBe('shut')
  expect(document.body.textContent).toMatch(/could not be fetched/)
  expect(pictures()).toBe(0)
})
