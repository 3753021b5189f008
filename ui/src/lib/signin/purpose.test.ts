import { expect, it } from 'vitest'
import type { PurposeScopes, TokenHealth } from '../backend'
import { purposeNow } from './purpose'

const purposes: PurposeScopes[] = [
  { purpose: 'look', scopes: ['profile', 'admin:read:accounts'], tokenPage: '' },
  { purpose: 'moderate', scopes: ['profile', 'admin:read:accounts', 'admin:write:accounts'], tokenPage: '' },
  { purpose: 'reports', scopes: ['profile', 'admin:read:accounts', 'admin:write:accounts', 'admin:read:reports', 'admin:write:reports'], tokenPage: '' },
]
const token = (...scopes: string[]) => ({ tokenHealth: { scopes } as TokenHealth, openReports: null })

it('who signs in again is proposed what the token has now', () => {
  expect(purposeNow(purposes, token('profile', 'admin:read:accounts'))).toBe('look')
  expect(purposeNow(purposes, token('profile', 'admin:read', 'admin:write:accounts'))).toBe('moderate')
  expect(purposeNow(purposes, token('profile', 'admin:read', 'admin:write'))).toBe('reports')
})

it('a scope holds no other one that only begins alike', () => expect(purposeNow(purposes, token('profile', 'admin:read:accounts', 'admin:write:acc'))).toBe('look'))

it('where the scopes are unknown, reports on the desk tell', () => {
  expect(purposeNow(purposes, { tokenHealth: null, openReports: 3 })).toBe('reports')
  expect(purposeNow(purposes, { tokenHealth: null, openReports: null })).toBe('moderate')
  expect(purposeNow(purposes.slice(0, 2), { tokenHealth: null, openReports: 3 })).toBe('moderate')
})
