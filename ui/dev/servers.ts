// The made-up servers of the fake backend, as data. This is the one place here that names what kinds of server there are:
// the desk draws what the engine offers and never asks which one it is, and so do those who try it.

import type { SignInChoices, Software } from '../src/lib/bindings'

/** One that knows accounts of others. */
export const federated: Software = { platform: 'mastodon', name: 'Mastodon', version: '4.6.5' }
/** One where code is kept. */
export const forge: Software = { platform: 'gitlab', name: 'GitLab', version: '18.5.1' }

/** What the engine calls the two that stand on this computer. */
export const practice = { federated: 'Practice Mastodon', forge: 'Practice GitLab' }

export const isForge = ({ software }: { software: Software }): boolean => software.platform === forge.platform

/** What signing in looks like where the desk registers itself. */
export const choices: SignInChoices = {
  purposes: [
    { purpose: 'look', scopes: ['profile', 'admin:read:accounts'], tokenPage: 'https://tree.social/settings/applications/new' },
    { purpose: 'moderate', scopes: ['profile', 'admin:read:accounts', 'admin:write:accounts'], tokenPage: 'https://tree.social/settings/applications/new' },
    { purpose: 'reports', scopes: ['profile', 'read:statuses', 'admin:read:accounts', 'admin:write:accounts', 'admin:read:reports', 'admin:write:reports'], tokenPage: 'https://tree.social/settings/applications/new' },
  ],
  signIn: { ways: ['browser', 'code'], needsApplication: false, redirect: null },
}

/** And where an administrator has to. */
export const choicesByApplication: SignInChoices = {
  purposes: [
    { purpose: 'look', scopes: ['read_api', 'admin_mode'], tokenPage: 'https://git.corp.example/-/user_settings/personal_access_tokens?name=Bailiwick&scopes=read_api,admin_mode' },
    { purpose: 'moderate', scopes: ['api', 'admin_mode'], tokenPage: 'https://git.corp.example/-/user_settings/personal_access_tokens?name=Bailiwick&scopes=api,admin_mode' },
  ],
  signIn: { ways: ['browser', 'device'], needsApplication: true, redirect: 'http://127.0.0.1/callback' },
}
