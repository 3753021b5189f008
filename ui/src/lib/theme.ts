// Light or dark: as the person chose, else as the system has it, also when that changes.

import type { Theme } from './backend'

const darkness = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
let chosen: Theme = 'system'

function dress() {
  const dark = chosen === 'dark' || (chosen === 'system' && darkness?.matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

darkness?.addEventListener('change', dress)

export function wear(theme: Theme) {
  chosen = theme
  dress()
}
