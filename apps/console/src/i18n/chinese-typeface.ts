/** Noto Sans SC in its many subsets, of which the browser fetches only those whose characters a page shows. */
import '@fontsource/noto-sans-sc/400.css'
import '@fontsource/noto-sans-sc/600.css'
