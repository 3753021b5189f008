// The made-up servers of the fake backend, as data. This is the one place here that names what kinds of server there are:
// the desk draws what the engine offers and never asks which one it is, and so do those who try it.

import type { Software } from '../src/lib/bindings'

/** One that knows accounts of others. */
export const federated: Software = { platform: 'mastodon', name: 'Mastodon', version: '4.6.5' }
/** One where code is kept. */
export const forge: Software = { platform: 'gitlab', name: 'GitLab', version: '18.5.1' }

/** What the engine calls the two that stand on this computer. */
export const practice = { federated: 'Practice Mastodon', forge: 'Practice GitLab' }

export const isForge = ({ software }: { software: Software }): boolean => software.platform === forge.platform
