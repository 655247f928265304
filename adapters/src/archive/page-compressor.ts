/**
 * Zstandard, a frame for each page, by one stream for all of them: what a compressor needs to begin with (a megabyte of tables
 * that the garbage collector is told of) costs as much as the page.
 */
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib'

/** Output comes in pieces of so many octets: a page fits in one. */
const PIECE = 1 << 17

export class PageCompressor {
  private stream: ZstdCompress | undefined
  private pieces: Buffer[] = []
  private failed: (cause: Error) => void = () => undefined

  /** The frame of one page; one at a time. */
  compress(octets: Uint8Array): Promise<Uint8Array> {
    this.stream ??= this.begin()
    const { stream } = this
    return new Promise((done, failed) => {
      this.pieces = []
      this.failed = failed
      stream.write(octets)
      stream.flush(constants.ZSTD_e_end, () => {
        const [first, ...rest] = this.pieces
        done(first !== undefined && rest.length === 0 ? first : Buffer.concat(this.pieces))
      })
    })
  }

  private begin(): ZstdCompress {
    const stream = createZstdCompress({ chunkSize: PIECE, params: { [constants.ZSTD_c_compressionLevel]: 1 } })
    stream.on('data', (piece: Buffer) => {
      this.pieces.push(piece)
    })
    stream.on('error', (cause) => this.failed(cause))
    return stream
  }
}
