// The recovery key and backups of the fake backend.

import type { Backup, BackupList, Problem, ProfileView, RecoveryDraft, RecoveryState } from '../src/lib/bindings'
import { now } from './people'

type Args = Record<string, unknown>

interface Given {
  scene: string
  answers: Record<string, (args: Args) => unknown>
  find: (id: unknown) => ProfileView
  change: (id: unknown, some: Partial<ProfileView>) => ProfileView
}

const GROUPS = ['4M0Q', '7RTA', 'K9XE', '02HJ', 'W5ZC', 'N8B1', 'Q3FV', 'D6YG', '1TSP', 'XA40', 'E7MR', 'J2KH', '9CWB', 'F5NZ', 'V8Q3', 'G1D6', 'TY7S', 'P4XA']
const problem = (error: Problem['error']): Problem => ({ error, serverSaid: null })

export function pretendRecovery({ scene, answers, find, change }: Given) {
  let state: RecoveryState = scene === 'keychain' ? { kind: 'sessionOnly', why: 'absent' } : { kind: 'missing' }
  const asked = [3, 12]
  Object.assign(answers, {
    recovery_state: () => state,
    draft_recovery_key: (): RecoveryDraft => ({ groups: GROUPS, asked }),
    keep_recovery_key: ({ typed }: Args) => {
      const groups = asked.filter((number, at) => (typed as string[])[at]?.toUpperCase() !== GROUPS[number - 1])
      if (groups.length > 0) throw problem({ code: 'recoveryKeyMistyped', groups })
      return (state = { kind: 'kept', madeAt: now, problem: null })
    },
    recover: ({ typed }: Args) => {
      if (String(typed).toUpperCase() !== GROUPS.join(' ')) throw problem({ code: 'recoveryKeyMistyped', groups: [3] })
      return { keys: 2 }
    },
    back_up: ({ profile }: Args): Backup => ({ file: `Bailiwick journal ${find(profile).name} 2026-11-22.bailiwick`, folder: '/home/kim/Downloads' }),
    list_backups: (): BackupList => ({ folder: '/home/kim/Downloads', files: scene === 'nobackup' ? [] : [{ name: 'Bailiwick journal tree 2026-11-20.bailiwick', writtenAt: now - 2 * 86_400_000 }] }),
    restore_journal: ({ profile }: Args) => change(profile, { journalUsable: true, journalProblem: null }),
  })
}
