import { expect, it } from 'vitest'
import { LEAST, lengthOf, strengthOf } from './strength'

it('a passphrase is as good as it is long', () => {
  const kinds = [LEAST - 1, LEAST, 15, 16, 23, 24].map((length) => strengthOf('x'.repeat(length)).kind)
  expect(kinds).toEqual(['short', 'fair', 'fair', 'good', 'good', 'strong'])
})

it('one that is too short says by how much', () => {
  expect(strengthOf('1234567')).toEqual({ kind: 'short', missing: 3 })
})

it('characters are counted as they are after composing, whatever the keyboard sent', () => {
  expect(lengthOf('u\u0308ber')).toBe(lengthOf('über'))
  expect(lengthOf('🦡🦡')).toBe(2)
})
