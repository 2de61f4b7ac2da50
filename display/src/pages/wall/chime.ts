/** Two short falling tones, soft enough for a room where people talk. A browser that was never touched may refuse to sound; then it is silent. */
const TONES = [
  { hertz: 880, atSeconds: 0 },
  { hertz: 660, atSeconds: 0.18 },
] as const;
const LENGTH_SECONDS = 0.5;
const VOLUME = 0.2;

let context: AudioContext | null = null;

export function sound(): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') context.resume().catch(() => {});
  for (const { hertz, atSeconds } of TONES) {
    const start = context.currentTime + atSeconds;
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + LENGTH_SECONDS);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + LENGTH_SECONDS);
  }
}
