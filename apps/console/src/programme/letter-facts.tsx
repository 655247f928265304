/** A letter as those who may see it read it. */
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import { FileList } from './attachments-field.tsx'
import type { LetterView } from './programme.ts'

/** What a letter says, in short. */
export function LetterFacts({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const { content } = letter.versions.at(-1)!
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      t('letter.id'),
      <span key="id" className="figure">
        {letter.id}
      </span>,
    ],
    [t('letter.lead'), content.lead],
    [t('letter.level'), t(`level.${content.level}`)],
    [t('letter.mass'), content.mass_kg === undefined ? '–' : `${content.mass_kg} kg`],
    [t('letter.power'), content.power_w === undefined ? '–' : `${content.power_w} W`],
    [t('letter.data'), content.data_mbit_day === undefined ? '–' : `${content.data_mbit_day} Mbit/d`],
    [t('letter.funding'), content.funding.join(', ') || '–'],
    [t('join.kind'), t(`join.${content.mode}`)],
    ...listed(
      t('papers.heading'),
      content.papers?.map((p) => `${p.title ?? p.kind} (${p.on})`),
    ),
    ...listed(
      t('recipients.heading'),
      content.subRecipients?.map((r) => r.name),
    ),
    [
      t('letter.team'),
      content.team.length === 0 ? (
        '–'
      ) : (
        <ul key="team" className="team">
          {content.team.map((row) => (
            <li key={row.party}>
              <StateMark
                mark={letter.confirmed.includes(row.party) ? 'check' : 'ring'}
                tone={letter.confirmed.includes(row.party) ? 'nominal' : 'quiet'}
              />{' '}
              {row.party}: {row.part}{' '}
              <span className="quiet">
                {t(letter.confirmed.includes(row.party) ? 'letters.confirmed' : 'letters.awaited')}
              </span>
            </li>
          ))}
        </ul>
      ),
    ],
  ]
  return (
    <>
      {content.summary !== '' && <p className="letter-summary">{content.summary}</p>}
      <dl className="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {content.attachments.length > 0 && <FileList files={content.attachments} />}
      {letter.answer !== undefined && (
        <p className="answered">
          <StateMark
            mark={letter.answer.answer === 'invited' ? 'check' : 'cross'}
            tone={letter.answer.answer === 'invited' ? 'nominal' : 'critical'}
          />{' '}
          {t(`letters.answer.${letter.answer.answer}`, { version: letter.answer.version })}: {letter.answer.reason}
        </p>
      )}
      {letter.from.length > 0 && <p className="quiet">{t('letters.from', { letters: letter.from.join(', ') })}</p>}
      {letter.became.length > 0 && (
        <p className="quiet">{t('letters.became', { letters: letter.became.join(', ') })}</p>
      )}
    </>
  )
}

/** A row of a list; none where it is empty, or the letter is of before it was asked. */
function listed(name: string, of: readonly string[] | undefined): readonly (readonly [string, ReactNode])[] {
  return of === undefined || of.length === 0 ? [] : [[name, of.join('; ')]]
}
