import { expect, it } from 'vitest'
import { measures, templates } from '$lib/messages'
import { blankAt, blankFrom, blanks, lengthOf, nearLimit, withTemplate, lines } from './templates'

it('placeholders are braces around something, on one line and near each other, as the engine has it', () => {
  expect(blanks('{a} and {{the rule}} but not {} or { } or {\n}').map(({ text }) => text)).toEqual(['{a}', '{the rule}'])
  expect(blanks(`{${'a'.repeat(80)}}`)).toHaveLength(1)
  expect(blanks(`{${'a'.repeat(81)}}`)).toEqual([])
  expect(blanks('{wann genau} {いつ}')).toHaveLength(2)
})

it('Tab goes from one to the next and then on', () => {
  const text = '{a} then {b}'
  expect(blankFrom(text, 0)?.text).toBe('{a}')
  expect(blankFrom(text, 3)?.text).toBe('{b}')
  expect(blankFrom(text, 12)).toBe(null)
  expect(blankAt(text, 10)?.text).toBe('{b}')
  expect(blankAt(text, 5)).toBe(null)
})

it('a template in a text that has begun comes after an empty line', () => {
  expect(withTemplate('', 'T')).toEqual({ text: 'T', from: 0 })
  expect(withTemplate('Hello.\n', 'T')).toEqual({ text: 'Hello.\n\nT', from: 8 })
})

it('the length is counted in characters and shown only near the limit', () => {
  expect(lengthOf(' 🦉 ')).toBe(1)
  expect(nearLimit('a'.repeat(4_499))).toBe(null)
  expect(nearLimit('a'.repeat(4_500))).toBe(4_500)
  expect(nearLimit('🦉'.repeat(2_500))).toBe(null)
})

it('the statement of reasons has every part that the law asks for, the measure in words', () => {
  const statement = templates.find(({ key }) => key === 'statement')?.text({ verb: 'limit', instance: 'tree.social', reported: false }) ?? ''
  expect(statement).toContain(measures.limit)
  expect(statement).toContain('on tree.social')
  for (const part of ['Where:', 'How long:', 'the facts:', 'How we know:', 'Rule or law:', 'Automation:', 'appeal', 'a court']) expect(statement).toContain(part)
  expect(blanks(statement).length).toBeGreaterThanOrEqual(5)
})

it('how we know is filled in where a report is given as the cause', () => {
  const text = templates[0]?.text({ verb: 'warn', instance: 'x', reported: true }) ?? ''
  expect(text).toContain('somebody reported it')
})

it('every template has a placeholder and far less than the limit', () => {
  for (const { text } of templates) {
    const one = text({ verb: 'suspend', instance: 'tree.social', reported: false })
    expect(blanks(one).length).toBeGreaterThan(0)
    expect(blanks(one)).toHaveLength(one.split('{').length - 1) // none that nobody would notice
    expect(one.length).toBeLessThan(2_000)
  }
})

it('a text box grows with its text, and not beyond reason', () => {
  expect(lines('')).toBe(3)
  expect(lines('a\nb\nc\nd')).toBe(4)
  expect(lines('a'.repeat(300))).toBe(4)
  expect(lines('a'.repeat(300), 40)).toBe(8)
  expect(lines('a\n'.repeat(500))).toBe(14)
})
