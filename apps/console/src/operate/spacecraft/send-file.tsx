/** A file for an element: chosen here, measured and hashed here, and sent up by who owns it; else why not. */
import { toBase64 } from '@magpie/core/base64'
import { type ChangeEvent, type JSX, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReasonDialog } from '../reason-dialog.tsx'
import { MayNot, Refused } from './may-not.tsx'
import { type Craft, callSpacecraft, type Judged, type Software, useRehearsalAct } from './spacecraft.ts'

type Chosen = { readonly name: string; readonly octets: Uint8Array; readonly sha256: string }

/** The button and its dialog. */
export function SendFile(props: { readonly craft: Craft; readonly software: Software }): JSX.Element {
  const { craft, software } = props
  const { t, i18n } = useTranslation('operate-spacecraft')
  const id = useId()
  const [chosen, setChosen] = useState<Chosen>()
  const [wrong, setWrong] = useState<string>()
  const [answer, setAnswer] = useState<Judged>()
  const act = useRehearsalAct(
    (why: string) =>
      callSpacecraft('loadSend', {
        ...{ element: craft.element, name: chosen!.name, content: toBase64(chosen!.octets), why },
      }),
    (judged) => {
      setAnswer(judged)
      if (judged.done) setChosen(undefined)
    },
  )
  const number = (n: number) => new Intl.NumberFormat(i18n.language).format(n)
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ''
    if (file === undefined) return
    const limit = software.largest_octets
    const problem = file.size === 0 || file.size > limit
    setWrong(problem ? t('send.size', { name: file.name, size: number(file.size), limit: number(limit) }) : undefined)
    if (problem) return
    const octets = new Uint8Array(await file.arrayBuffer())
    setAnswer(undefined)
    setChosen({ name: nameOf(file.name), octets, sha256: await hashOf(octets) })
  }
  if (software.send !== undefined) return <MayNot heading={t('send.mayNot')} refusal={software.send} />
  return (
    <div className="send-file">
      <label className="button file-button">
        {t('send.choose')}
        <input type="file" className="visually-hidden" aria-describedby={id} onChange={(event) => void choose(event)} />
      </label>
      <small id={id} className="field-help">
        {t('send.help', { limit: number(software.largest_octets) })}
      </small>
      {wrong !== undefined && (
        <p className="field-problem" role="alert">
          {wrong}
        </p>
      )}
      <p role="status" className={answer?.done ? '' : 'visually-hidden'}>
        {answer?.done ? t('send.done') : ''}
      </p>
      {chosen !== undefined && (
        <ReasonDialog
          name={`load.${craft.element}`}
          heading={t('send.heading', { element: craft.name })}
          label={t('send.why')}
          confirm={t('send.confirm')}
          act={act}
          required={false}
          onConfirm={(why, sent) => act.mutate(why, { onSuccess: sent })}
          onClose={() => setChosen(undefined)}
        >
          <p>
            <strong>{chosen.name}</strong> {number(chosen.octets.length)} {t('octets')}
            <code className="hash">SHA-256 {chosen.sha256}</code>
          </p>
          <p className="quiet">{t('send.means')}</p>
          <Refused judged={answer} />
        </ReasonDialog>
      )}
    </div>
  )
}

/** A file's name as the centre takes it. */
function nameOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(-100) || 'load'
}

async function hashOf(octets: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', octets))
  return [...digest].map((b) => b.toString(16).padStart(2, '0')).join('')
}
