import { beforeEach, expect, it, vi } from 'vitest'
import { wanted } from './again.svelte'
import type { DecisionView } from './backend'
import { desk } from './desk.svelte'

vi.mock('$lib/bindings', () => ({ commands: {}, events: {} }))

const decision = (some: Partial<DecisionView> = {}) => ({ id: 'd1', profile: 'p1', account: 'a1', verb: 'limit', report: '7', ...some }) as DecisionView

const openAccount = vi.spyOn(desk, 'openAccount')
const openReport = vi.spyOn(desk, 'openReport')
beforeEach(() => {
  openAccount.mockReset().mockReturnValue(true)
  openReport.mockReset().mockReturnValue(true)
})

it('leads to the account, where it is told once', () => {
  wanted.decide('reverse', decision())
  expect(openAccount).toHaveBeenCalledWith('p1', 'a1')
  expect(wanted.ofAccount('p2', 'a1')).toBe(null)
  expect(wanted.ofAccount('p1', 'a2')).toBe(null)
  expect(wanted.ofReport('p1', '7')).toBe(null)
  expect(wanted.ofAccount('p1', 'a1')).toMatchObject({ kind: 'reverse', decision: { id: 'd1' } })
  expect(wanted.ofAccount('p1', 'a1')).toBe(null)
})

it('what was decided about a report leads to the report', () => {
  wanted.decide('change', decision({ verb: 'resolveReport' }))
  expect(openReport).toHaveBeenCalledWith('p1', '7')
  expect(wanted.ofAccount('p1', 'a1')).toBe(null)
  expect(wanted.ofReport('p1', '7')).toMatchObject({ kind: 'change' })
})

it('is forgotten where one may not go there now, because something is being sent', () => {
  openAccount.mockReturnValue(false)
  wanted.decide('reverse', decision())
  expect(wanted.ofAccount('p1', 'a1')).toBe(null)
})
