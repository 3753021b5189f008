import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ReceiptView } from '$lib/backend'
import { NO_BOX, type Box } from './filter'
import Filters from './Filters.svelte'
import Moves from './Moves.svelte'

const { receipts } = vi.hoisted(() => ({ receipts: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { receipts }, events: {} }))

/** Turns the direction of reading; by its number, because it may not stand in a source. */
const TURNS = String.fromCodePoint(0x202e)

let shown: Record<string, unknown> | null = null
beforeEach(() => receipts.mockReset())
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
})

const settle = async () => {
  // The answer passes through the door to the engine.
  await new Promise((resolve) => setTimeout(resolve))
  flushSync()
}

const receipt = (number: number, more: Partial<ReceiptView>): ReceiptView => ({
  number, at: Date.UTC(2020, 8, 3, 12), status: 'sending', before: ['pending'], after: null, answerCode: null, answerWords: null, refusal: null, lookup: null, steps: [], erased: false, ...more,
})

async function moves(found: ReceiptView[]) {
  receipts.mockResolvedValue(found)
  const decision = { profile: 'p1', id: 'd1', status: 'confirmed', lookup: null }
  shown = mount(Moves, { target: document.body, props: { decision: decision as never } })
  flushSync()
  await settle()
  return [...document.querySelectorAll('[data-testid="moves"] > li')].map((one) => one.textContent ?? '')
}

it('each move stands with its time, its answer and the states around it', async () => {
  const [sent, done] = await moves([receipt(4, {}), receipt(7, { status: 'refused', answerCode: 403, answerWords: `No ${TURNS}way`, after: [] })])
  expect(receipts).toHaveBeenCalledWith('p1', 'd1')
  expect(sent).toMatch(/2020.*receipt 4/s)
  expect(sent).not.toContain('status')
  expect(done).toMatch(/status 403.*receipt 7.*“No way”.*Pending/s)
})

it('words that were erased are told to be erased, and not to be none', async () => {
  const [first, second] = await moves([receipt(1, { erased: true }), receipt(2, {})])
  expect(first).toContain('erased')
  expect(second).not.toContain('erased')
})

it('where all words were erased that is told once', async () => {
  const lines = await moves([receipt(1, { erased: true }), receipt(2, { erased: true })])
  expect(lines.join()).not.toContain('erased')
  expect(document.body.textContent).toContain('words of these receipts were erased')
})

it('a decision of an earlier version has no receipts and says so', async () => {
  expect(await moves([])).toEqual([])
  expect(document.body.textContent).toContain('An earlier version')
})

const filters = (box: Box, narrow: boolean) => {
  const onchange = vi.fn()
  shown = mount(Filters, { target: document.body, props: { box, narrow, onchange } })
  flushSync()
  return onchange
}
function part<T extends HTMLElement>(query: string): T {
  const found = document.querySelector<T>(query)
  if (!found) throw new Error(`there is no ${query}`)
  return found
}
const field = (name: string) => part<HTMLInputElement>(`[data-testid="history-${name}"]`)

it('what is typed narrows, and one button takes all of it back', () => {
  const onchange = filters({ ...NO_BOX, text: 'casino' }, true)
  field('account').value = '@anna'
  field('account').dispatchEvent(new Event('input', { bubbles: true }))
  expect(onchange).toHaveBeenCalledWith({ account: '@anna' })
  part('[data-testid="history-clear"]').click()
  expect(onchange).toHaveBeenLastCalledWith(NO_BOX)
})

it('a day that is none is told once the field is left', () => {
  filters({ ...NO_BOX, from: '2026-02-30' }, false)
  const alert = () => part('[role="alert"]').textContent
  expect(alert()).toBe('')
  field('from').dispatchEvent(new Event('blur'))
  flushSync()
  expect(alert()).toContain('year-month-day')
  expect(field('from').getAttribute('aria-invalid')).toBe('true')
})

it('nothing chosen has nothing to clear', () => {
  filters(NO_BOX, false)
  expect(document.querySelector('[data-testid="history-clear"]')).toBeNull()
})
