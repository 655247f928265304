/** The printed document: fetched when it is asked for, and handed to the browser as a file. */
import { useMutation } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { SaidText } from '../parts/said.tsx'
import { callAgreements } from './agreements.ts'

/** A button that downloads the PDF of an agreement or of an interface document. */
export function PdfButton(props: { readonly agreement: string } | { readonly document: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  const print = useMutation({
    mutationFn: () =>
      'agreement' in props
        ? callAgreements('printAgreement', { agreement: props.agreement })
        : callAgreements('printInterface', { interface: props.document }),
    onSuccess: ({ name, mediaType, base64 }) => downloadBytes(name, mediaType, base64),
  })
  return (
    <>
      <button type="button" className="button" disabled={print.isPending} onClick={() => print.mutate()}>
        {t('page.pdf')}
      </button>
      {print.error !== null && (
        <span className="inline-failure" role="alert">
          <SaidText text={failureOf(print.error).message} />
        </span>
      )}
    </>
  )
}

function downloadBytes(name: string, type: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
