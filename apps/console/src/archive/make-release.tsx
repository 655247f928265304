/** The form that releases a data set: first it is said what it would hold, then it is made. */
import { useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DESK, failureOf } from '../api.ts'
import { AreaField, ChoiceField, TextField } from '../parts/field.tsx'
import { Failed } from '../parts/states.tsx'
import { type CatalogueElement, callArchive } from './archive.ts'
import { readableTime } from './sizes.ts'
import { instantOf } from './span-fields.tsx'

type Foreseen = Awaited<ReturnType<typeof callArchive<'makeRelease'>>>
const BLANK = { release: '', title: '', authors: '', description: '', from: '', to: '', licence: '', why: '' }

type MakeProps = {
  readonly elements: readonly CatalogueElement[]
  readonly onMade: (id: string) => void
  readonly onBack: () => void
}

/** The form. */
export function MakeRelease({ elements, onMade, onBack }: MakeProps): JSX.Element {
  const { t } = useTranslation('archive')
  const queries = useQueryClient()
  const [typed, setTyped] = useState(BLANK)
  const [element, setElement] = useState(elements[0]!.element)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [state, setState] = useState<{ readonly said?: Foreseen; readonly error?: Error; readonly busy?: boolean }>({})
  const of = elements.find((e) => e.element === element)!
  const put = (part: Partial<typeof BLANK>) => {
    setTyped({ ...typed, ...part })
    setState({})
  }
  const ask = async (check: boolean) => {
    setState({ ...state, busy: true })
    const { from, to, licence, why, ...rest } = typed
    const instants = { from: instantOf(from, undefined) ?? from, to: instantOf(to, undefined) ?? to }
    const given = Object.fromEntries(Object.entries({ ...instants, licence, why }).filter(([, v]) => v.trim() !== ''))
    try {
      const said = await callArchive('makeRelease', { ...rest, ...given, element, parameters: chosen.join(','), check })
      await queries.invalidateQueries({ queryKey: [DESK, 'releases'] })
      if (said.made === undefined) setState({ said })
      else onMade(said.made.id)
    } catch (error) {
      setState({ error: error as Error })
    }
  }
  const text = (name: keyof typeof BLANK, label: string, help?: string) => (
    <TextField
      label={label}
      value={typed[name]}
      onChange={(value) => put({ [name]: value })}
      {...(help === undefined ? {} : { help })}
    />
  )
  const { said } = state
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault()
        void ask(said === undefined)
      }}
    >
      <h2>{t('make.heading')}</h2>
      <p className="quiet">{t('make.help')}</p>
      <ChoiceField
        label={t('make.element')}
        value={element}
        options={elements.map((e) => [e.element, e.name])}
        onChange={(next) => {
          setElement(next)
          setChosen([])
          setState({})
        }}
      />
      {text('release', t('make.name'), t('make.nameHelp'))}
      <fieldset className="checks release-parameters">
        <legend>{t('make.parameters')}</legend>
        {of.parameters.map((p) => (
          <label key={p.name} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(p.name)}
              onChange={(event) => {
                setChosen(event.target.checked ? [...chosen, p.name] : chosen.filter((c) => c !== p.name))
                setState({})
              }}
            />
            <span className="parameter-name">{p.name}</span>
          </label>
        ))}
      </fieldset>
      {text('from', t('span.from'), 'UTC')}
      {text('to', t('span.to'), 'UTC')}
      {text('title', t('make.title'))}
      {text('authors', t('make.authors'), t('make.authorsHelp'))}
      <AreaField
        label={t('make.description')}
        value={typed.description}
        onChange={(description) => put({ description })}
      />
      {text('licence', t('make.licence'), t('make.licenceHelp'))}
      {text('why', t('make.why'))}
      {state.error !== undefined && <Failed failure={failureOf(state.error)} />}
      {said !== undefined && (
        <p className="callout" role="status">
          {t('make.would', { ...said, from: readableTime(said.from), until: readableTime(said.until) })}
        </p>
      )}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={state.busy === true || chosen.length === 0}>
          {said === undefined ? t('make.check') : t('make.release', { version: said.version })}
        </button>
        <button type="button" className="button" onClick={onBack}>
          {t('releases.back')}
        </button>
      </div>
    </form>
  )
}
