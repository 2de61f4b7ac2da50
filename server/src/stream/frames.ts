/** WebSocket frames made once and written to many clients: a server's frames are not masked, so that the same bytes fit everybody. */
import type { ServerMessage } from '@warroom/protocol/wire';

const TEXT_FIN = 0x81;

/** One unfragmented text frame (RFC 6455 §5.2) with its header, ready for the socket. */
export function textFrame(json: string): Buffer {
  const sizeBytes = Buffer.byteLength(json);
  const headerBytes = sizeBytes < 126 ? 2 : sizeBytes < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + sizeBytes);
  frame[0] = TEXT_FIN;
  if (headerBytes === 2) frame[1] = sizeBytes;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(sizeBytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(sizeBytes), 2);
  }
  frame.write(json, headerBytes);
  return frame;
}

export const messageFrame = (message: ServerMessage): Buffer => textFrame(JSON.stringify(message));

/** The texts of frames that {@link textFrame} made and that stand one behind the other. */
export function* textsOf(frames: Buffer): Generator<Buffer> {
  for (let at = 0; at < frames.length; ) {
    const short = frames[at + 1] as number;
    const [headerBytes, sizeBytes] =
      short < 126 ? [2, short] : short === 126 ? [4, frames.readUInt16BE(at + 2)] : [10, Number(frames.readBigUInt64BE(at + 2))];
    yield frames.subarray(at + headerBytes, at + headerBytes + sizeBytes);
    at += headerBytes + sizeBytes;
  }
}
