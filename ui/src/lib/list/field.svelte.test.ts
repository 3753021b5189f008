import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it } from 'vitest'
import type { FieldOffer, FilterField as Name, Matching } from '$lib/backend'
import FilterField from './FilterField.svelte'

let shown: Record<string, unknown> | null = null
const typed = $state({ value: '' })

function draw(field: Name, matching: Matching, values: string[] = [], first = '') {
  typed.value = first
  const offer: FieldOffer = { field, word: field, matching, values }
  shown = mount(FilterField, {
    target: document.body,
    props: { offer, asks: true, get value() { return typed.value }, set value(next: string) { typed.value = next } },
  })
  flushSync()
  return [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')]
}

afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
})

function type(input: HTMLInputElement | HTMLSelectElement | undefined, text: string) {
  if (!input) throw new Error('there is no such input')
  input.value = text
  input.dispatchEvent(new Event(input instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
  flushSync()
}

it('one of a few words is chosen, by a word that one reads', () => {
  const [select] = draw('twoFactor', 'oneOf', ['on', 'off'])
  expect([...document.querySelectorAll('option')].map(({ textContent }) => textContent)).toEqual(['Any', 'On', 'Off'])
  type(select, 'off')
  expect(typed.value).toBe('off')
})

it('days are two lines, typed as in the search box, of which either may be left open', () => {
  const inputs = draw('joined', 'days')
  expect(inputs.map((input) => input.getAttribute('placeholder'))).toEqual(['2026-11-21 or 7d', '2026-11-21 or 7d'])
  expect(inputs.map((input) => input.getAttribute('aria-label'))).toEqual(['Joined: from', 'Joined: to'])
  type(inputs[1], '2026-11-21')
  expect(typed.value).toBe('..2026-11-21')
  type(inputs[1], '')
  expect(typed.value).toBe('')
})

it('days in the wrong order are put right when one leaves the field', () => {
  const inputs = draw('joined', 'days', [], '2026-11-21..2026-11-22')
  type(inputs[1], '2026-11-01')
  expect(typed.value).toBe('2026-11-21..2026-11-01')
  inputs[1]?.dispatchEvent(new FocusEvent('blur'))
  expect(typed.value).toBe('2026-11-01..2026-11-21')
})

it('the last days are chosen at once, and any day again', () => {
  draw('joined', 'days')
  const [, week] = document.querySelectorAll<HTMLButtonElement>('button')
  expect(week?.textContent).toBe('Last 7 days')
  week?.click()
  flushSync()
  expect(typed.value).toBe('<7d')
  expect(week?.getAttribute('aria-pressed')).toBe('true')
  week?.click()
  expect(typed.value).toBe('')
})

it('what is no day is told once one leaves the field, with how it is written', () => {
  const [from] = draw('joined', 'days')
  type(from, '21.11.2026')
  expect(from?.hasAttribute('aria-invalid')).toBe(false)
  from?.dispatchEvent(new FocusEvent('blur'))
  flushSync()
  expect(from?.getAttribute('aria-invalid')).toBe('true')
  expect(document.body.textContent).toContain('Write a day as 2026-11-21')
})

it('what cannot be checked here is told where it is typed', () => {
  const [input] = draw('attribute', 'idUnchecked')
  const hint = document.getElementById(input?.getAttribute('aria-describedby') ?? '')
  expect(hint?.textContent).toContain('cannot be checked here')
})
