// Moves that stop between their steps, and notes that somebody else changes, for the fake backend: ?scene=putback, halfway,
// notelost and notechanged decide how a decision ends; left and leftmany what is there from the beginning.

import type { AccountDetail, AccountRow, Choices, DecisionView, LeftHalfway, Problem, Status, Step, StepPart, Verb } from '../src/lib/bindings'

const steps: Partial<Record<Verb, [Verb, Verb, Verb]>> = {
  banBlocked: ['unblock', 'ban', 'block'], blockBanned: ['unban', 'block', 'ban'], banDeactivated: ['activate', 'ban', 'deactivate'],
}

const step = (part: StepPart, verb: Verb, status: Status, answerWords: string | null = null): Step => ({
  part, verb, status, sentAt: Date.now(), answerCode: status === 'refused' ? 403 : 201, answerWords, refusal: null,
})

/** How a decision of several requests ends in this scene; nothing for one that is a single request. */
export function moved(scene: string, verb: Verb, choices: Choices): Partial<DecisionView> | null {
  const note = choices.noteToo ? [step('note', 'note', scene === 'notelost' ? 'refused' : 'confirmed')] : []
  const move = steps[verb]
  if (!move) return note.length > 0 ? { steps: note } : null
  const [first, second, back] = move
  if (scene !== 'putback' && scene !== 'halfway') return { steps: [step('first', first, 'accepted'), step('second', second, 'confirmed'), ...note] }
  const failed = [step('first', first, 'accepted'), step('second', second, 'refused', 'Validation failed: Email has already been taken')]
  if (scene === 'putback') return { status: 'putBack', refusal: { kind: 'serverSaysNo' }, steps: [...failed, step('back', back, 'confirmed')] }
  return { status: 'halfway', lookup: 'notYet', steps: [...failed, step('back', back, 'refused', '500 Internal Server Error')] }
}

export const leftOn = (rows: AccountRow[], many: number): LeftHalfway[] =>
  rows.filter((row) => row.marks.length === 0).slice(0, many).map((row, index) => ({
    decision: `left${index}`, account: row.id, handle: index === 1 ? 'ein_wirklich_ausserordentlich_langer_name'.repeat(4) : row.handle, verb: index % 2 ? 'banDeactivated' : 'banBlocked',
  }))

type Answers = Record<string, (args: Record<string, unknown>) => unknown>

/** Somebody else is quicker with the note, once. */
export function pretendConflict({ scene, answers }: { scene: string; answers: Answers }) {
  const { decide, look_at_account: look } = answers
  if (scene !== 'notechanged' || !decide || !look) return
  let quicker = false
  answers.decide = (args) => {
    if (args.verb !== 'note' || quicker) return decide(args)
    quicker = true
    throw { error: { code: 'changedMeanwhile' }, serverSaid: null } satisfies Problem
  }
  answers.look_at_account = async (args) => {
    const found = (await look(args)) as AccountDetail
    return quicker ? { ...found, note: `${found.note ?? ''}\n2026-11-21 Spoke with their team lead, waits for an answer until Monday. — @ines` } : found
  }
}
