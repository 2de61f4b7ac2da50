/** Spans of OpenTelemetry. Without an SDK in the process (README: Tracing) every call here does nothing. */
import { type Attributes, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('warroom');

/** Marks the span as failed, with the reason. */
function fail(span: Span, error: unknown): void {
  const reason = error instanceof Error ? error : new Error(String(error));
  span.recordException(reason);
  span.setStatus({ code: SpanStatusCode.ERROR, message: reason.message });
}

/** {@link fail} for the span that is under way, if any. */
export function failActive(error: unknown): void {
  const span = trace.getActiveSpan();
  if (span) fail(span, error);
}

/** Runs `work` within a span, which later spans become children of; what `work` throws is recorded and thrown on. */
export function traced<T>(
  name: string,
  options: { kind?: SpanKind; attributes?: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** {@link traced} for work that is over at once, in a trace of its own: it serves whatever has come together by then. */
export function tracedSync<T>(name: string, work: (span: Span) => T): T {
  return tracer.startActiveSpan(name, { root: true }, (span) => {
    try {
      return work(span);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

export interface RequestSpan {
  span: Span;
  /** Runs `work` within the span. */
  within(work: () => void): void;
}

/** The span of a request that came in, under the caller's where the headers name one; whoever starts it ends it. */
export function startRequestSpan(name: string, headers: object, attributes: Attributes): RequestSpan {
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, propagation.extract(context.active(), headers));
  const inside = trace.setSpan(context.active(), span);
  return { span, within: (work) => context.with(inside, work) };
}
