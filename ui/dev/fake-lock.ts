// The lock, the vault, forgetting and settings of the fake backend: `vault=yes`, `locked=yes`, the passphrase is "correct horse".
// `forget=left`: the server does not answer when the token is revoked. `health=pasted`, none, not.

import type { DeskState, Forgotten, KeychainFault, Keeping, Problem, ProfileView, TokenHealth } from '../src/lib/bindings'
import { now } from './people'

type Args = Record<string, unknown>

interface Given {
  params: URLSearchParams
  state: DeskState
  answers: Record<string, (args: Args) => unknown>
  profiles: () => ProfileView[]
  drop: (id: string) => void
  find: (id: unknown) => ProfileView
  told: (locked: boolean) => void
}

const problem = (error: Problem['error']): Problem => ({ error, serverSaid: null })

export const secretsOf = (params: URLSearchParams, fault: KeychainFault | null): DeskState['secrets'] => {
  const keeping: Keeping = params.has('vault') ? 'vault' : fault ? 'session' : 'keychain'
  return { keeping, fault, locked: params.has('locked'), lockIsReal: keeping === 'vault', canKeychain: fault === null }
}

const signedIn: TokenHealth = {
  way: 'signedIn', scopes: ['admin:read', 'admin:write'], name: null, madeAt: now - 40 * 86_400_000, since: now - 40 * 86_400_000, lastUsedAt: now, expiresAt: null, expiresSoon: false, renewsItself: false, revocable: true,
}

export function healthOf(params: URLSearchParams): TokenHealth | null {
  const kind = params.get('health')
  if (kind === 'none') return null
  return { ...signedIn, way: kind === 'pasted' || kind === 'not' ? 'pasted' : 'signedIn', revocable: kind !== 'not' }
}

export function pretendLock({ params, state, answers, profiles, drop, find, told }: Given) {
  let passphrase = 'correct horse'
  const seen = (): DeskState => (state.secrets.locked ? { ...state, profiles: [], problem: null } : { ...state, profiles: profiles() })
  const keep = (some: Partial<DeskState['secrets']>) => {
    state.secrets = { ...state.secrets, ...some }
    return seen()
  }
  const right = (given: unknown) => {
    if (given !== passphrase) throw problem({ code: 'passphraseWrong' })
  }
  const forget = (view: ProfileView, revoke: boolean): Forgotten => {
    drop(view.id)
    const left = params.get('forget') === 'left'
    const token: Forgotten['token'] = revoke && !left ? { kind: 'revoked' } : { kind: 'left', problem: revoke ? problem({ code: 'timedOut', seconds: 10 }) : null }
    return {
      name: view.name, address: view.address, token, tokenPage: `https://${view.address}/oauth/authorized_applications`, unsure: view.unsure, dropped: 2, practice: view.practice,
      staysOnServer: token.kind === 'revoked' ? ['decisions', 'notes'] : ['token', 'application', 'decisions'],
      problem: null,
    }
  }
  Object.assign(answers, {
    desk_state: seen,
    lock: () => {
      if (params.get('lock') === 'fails') throw problem({ code: 'internal' })
      keep({ locked: true })
      told(true)
      return seen()
    },
    unlock: ({ passphrase: given }: Args) => {
      if (state.secrets.lockIsReal) right(given)
      keep({ locked: false })
      told(false)
      return seen()
    },
    make_vault: ({ passphrase: given }: Args) => {
      passphrase = String(given)
      state.keychain = null
      return keep({ keeping: 'vault', lockIsReal: true })
    },
    leave_vault: ({ passphrase: given }: Args) => {
      right(given)
      return keep({ keeping: 'keychain', lockIsReal: false })
    },
    change_passphrase: ({ old, fresh }: Args) => {
      right(old)
      passphrase = String(fresh)
      return null
    },
    recover_vault: ({ typed, passphrase: given }: Args) => {
      if (String(typed).length < 80) throw problem({ code: 'recoveryKeyLength', has: String(typed).replace(/\s/g, '').length, needs: 72 })
      passphrase = String(given)
      keep({ locked: false })
      told(false)
      return { keys: 3 }
    },
    forget_instance: ({ profile, revoke }: Args) => forget(find(profile), revoke === true),
    forget_everything: ({ revoke }: Args) => ({ forgotten: profiles().map((view) => forget(view, revoke === true)), backups: ['/home/kim/Downloads/Bailiwick journal tree 2026-11-20.bailiwick'] }),
    export_settings: () => '/home/kim/Downloads/Bailiwick settings 2026-11-22.json',
    import_settings: ({ path }: Args) => {
      if (!String(path).endsWith('.json')) throw problem({ code: 'settingsUnreadable', path: String(path) })
      return { added: ['Orchard', 'a'.repeat(10_000)], skipped: ['tree.social'], preferences: state.preferences }
    },
    choose_file: () => '/home/kim/Downloads/Bailiwick settings 2026-11-22.json',
  })
}
