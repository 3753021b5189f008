import { expect, it } from 'vitest'
import type { TokenHealth } from '../backend'
import { expiryWords } from './expiry'

const HOUR = 3_600_000
const token = (some: Partial<TokenHealth>): TokenHealth => ({ way: 'pasted', scopes: null, name: null, madeAt: null, since: null, lastUsedAt: null, expiresAt: null, expiresSoon: true, renewsItself: false, revocable: false, ...some })

it.each([
  [9 * 24 * HOUR + HOUR, 'expires in 9 days'],
  [30 * HOUR, 'expires in 1 day'],
  [HOUR, 'expires within 24 hours'],
  [0, 'has expired'],
  [-HOUR, 'has expired'],
])('what is left of a token is told in days', (left, words) => expect(expiryWords(token({ expiresAt: 1_000 + left }), 1_000)).toBe(words))

it('nothing is told of what is far, renews itself, or never ends', () => {
  expect(expiryWords(token({ expiresAt: 400 * HOUR, expiresSoon: false }), 0)).toBeNull()
  expect(expiryWords(token({ expiresAt: HOUR, renewsItself: true }), 0)).toBeNull()
  expect(expiryWords(token({ expiresAt: null }), 0)).toBeNull()
})
