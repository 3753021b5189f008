import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

const source = fileURLToPath(new URL('src', import.meta.url))

/** Where an import leads, as a path inside `src`; none for packages. */
function target(file, from) {
  if (from.startsWith('$lib/')) return `lib/${from.slice('$lib/'.length)}`
  if (!from.startsWith('.')) return null
  return relative(source, resolve(dirname(file), from)).split(sep).join('/')
}

/** The doors of the house: which file may import which. A person forgets them, so a machine keeps them. */
const doors = {
  create(context) {
    const file = relative(source, context.filename).split(sep).join('/')
    const feature = /^features\/([^/]+)\//.exec(file)?.[1]
    return {
      ImportDeclaration(node) {
        const from = node.source.value
        if (file.startsWith('..')) return // dev tooling and configuration
        if (from.startsWith('@tauri-apps/') && file !== 'lib/backend.ts')
          context.report({ node, message: 'Only lib/backend.ts speaks to Tauri.' })
        const to = target(context.filename, from)
        if (to === null) return
        if (/^lib\/bindings(\.ts)?$/.test(to) && file !== 'lib/backend.ts')
          context.report({ node, message: 'The bindings are reached through lib/backend.ts.' })
        const other = /^features\/([^/]+)/.exec(to)?.[1]
        if (feature && other && other !== feature)
          context.report({ node, message: `The feature ${feature} imports the feature ${other}: share it through lib.` })
        if (file.startsWith('lib/') && !to.startsWith('lib/'))
          context.report({ node, message: 'lib knows nothing of what is built with it.' })
      },
    }
  },
}

export default ts.config(
  { ignores: ['dist', 'src/lib/bindings.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    plugins: { house: { rules: { doors } } },
    rules: {
      'house/doors': 'error',
      'svelte/no-at-html-tags': 'error',
      eqeqeq: 'error',
      'no-undef': 'off', // TypeScript knows better
      'svelte/no-useless-mustaches': 'off', // a space between words has to be written as one
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
)
