import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, Refusal } from '$lib/backend'
import NoteCard from './NoteCard.svelte'

vi.mock('$lib/bindings', () => ({ commands: {}, events: {} }))

let shown: Record<string, unknown> | null = null
const writes = (refusal: Refusal | null = null) => ({ verb: 'note', letter: 'T', note: 'writes', refusal }) as ActionOffer
const onnote = vi.fn()

function draw(note: string | null, offers: ActionOffer[]) {
  shown = mount(NoteCard, { target: document.body, props: { detail: { id: 'a1', note, offers } as unknown as AccountDetail, onnote } })
  flushSync()
  return { text: document.body.textContent ?? '', button: document.querySelector<HTMLElement>('[data-testid="edit-note"]') }
}

afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  onnote.mockReset()
  document.body.replaceChildren()
})

it('a note is shown as text: isolated, without what cannot be seen, and folded where it is long', () => {
  const { text } = draw(`\u202e<b>Two warnings</b>\u202c${'\n'.repeat(300)}hidden below ${'x'.repeat(2000)}`, [])
  expect(document.querySelector('bdi')?.textContent).toMatch(/^<b>Two warnings<\/b>\n\nhidden below x+…$/)
  expect(text).not.toContain('\u202e')
  expect(text.length).toBeLessThan(700)
  expect(document.querySelector('button[aria-expanded="false"]')).not.toBe(null)
})

it('where it can be written, there is a way to do so, also where there is none yet', () => {
  const { text, button } = draw(null, [writes()])
  expect(text).toContain('No note on the server.')
  button?.click()
  expect(onnote).toHaveBeenCalledOnce()
})

it('where it may not be written now, that is said', () => {
  const { button } = draw('Two warnings', [writes({ kind: 'readOnly' })])
  expect(button?.getAttribute('aria-disabled')).toBe('true')
  expect(button?.textContent).toContain('You are only looking')
  button?.click()
  expect(onnote).not.toHaveBeenCalled()
})

it('on a server without notes nothing is said of them', () => {
  expect(draw('  ', [{ ...writes(), note: 'mayAdd' }]).text).toBe('')
})
