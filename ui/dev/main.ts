// The desk in an ordinary browser, on made-up data: `npm run dev`, then /dev/index.html?scene=…
// Not part of the production build.

import { pretend } from './fake'

pretend(new URLSearchParams(location.search))
await import('../src/main')
