import { expect, it } from 'vitest'
import type { ActionOffer, ReportRow, SafeMode } from '$lib/backend'
import { actsAtOnce } from './atOnce'

const approve = { verb: 'approve', weight: 'gentle', told: 'always', reports: 'untouched', note: 'untouched', cautions: [], typeHandle: null } as unknown as ActionOffer
const block: ActionOffer = { ...approve, verb: 'block', weight: 'restricts', told: 'never' }
const MODES: readonly SafeMode[] = ['readOnly', 'askAlways', 'askIrreversible', 'quick']
const modes = (offer: ActionOffer, some: { reports?: ReportRow[] | null; hold?: number } = {}) =>
  MODES.filter((safeMode) => actsAtOnce(offer, { safeMode }, { reports: some.reports ?? null }, some.hold ?? 10_000))

it('approving acts at once where not everything is asked about; what restricts only where one is quick', () => {
  expect(modes(approve)).toEqual(['askIrreversible', 'quick'])
  expect(modes(block)).toEqual(['quick'])
  expect(modes({ ...block, verb: 'liftLimit', weight: 'gentle' })).toEqual(['quick'])
})

it('nothing acts at once that is not held first', () => {
  expect(modes(approve, { hold: 0 })).toEqual([])
  expect(modes(block, { hold: 0 })).toEqual([])
})

it('nothing acts at once in any mode that cannot be taken back, is about staff, or needs a choice or a typed handle', () => {
  const never: Partial<ActionOffer>[] = [{ verb: 'reject', weight: 'irreversible' }, { cautions: ['staff'] }, { typeHandle: 'anna' }, { told: 'choice' }, { verb: 'note', note: 'writes' }, { verb: 'warn' }]
  for (const some of never) expect(modes({ ...block, ...some }), JSON.stringify(some)).toEqual([])
  expect(modes({ ...approve, cautions: ['staff'] })).toEqual([])
})

it('what closes reports asks for the one that caused it, where any are open', () => {
  const closing: ActionOffer = { ...block, reports: 'closesAll' }
  expect(modes(closing, { reports: [{ id: '7' } as ReportRow] })).toEqual([])
  expect(modes(closing, { reports: [] })).toEqual(['quick'])
})
