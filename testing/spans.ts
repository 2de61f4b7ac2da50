/** A tracer provider that keeps the spans that have ended, with a context that follows promises: what an SDK would do, for tests. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  type ContextManager,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

export interface EndedSpan {
  name: string;
  parent: string | null;
  attributes: Attributes;
  status: SpanStatus;
  /** Messages of the exceptions that were recorded. */
  exceptions: string[];
}

class KeptSpan implements Span {
  readonly #ended: EndedSpan[];
  readonly #told: EndedSpan;
  readonly #id: string;

  constructor(ended: EndedSpan[], told: EndedSpan, id: string) {
    this.#ended = ended;
    this.#told = told;
    this.#id = id;
  }
  get name() {
    return this.#told.name;
  }
  spanContext() {
    return { traceId: '1'.padStart(32, '0'), spanId: this.#id, traceFlags: 1 };
  }
  setAttribute(key: string, value: NonNullable<Attributes[string]>) {
    this.#told.attributes[key] = value;
    return this;
  }
  setAttributes(attributes: Attributes) {
    Object.assign(this.#told.attributes, attributes);
    return this;
  }
  setStatus(status: SpanStatus) {
    this.#told.status = status;
    return this;
  }
  recordException(error: Error | string) {
    this.#told.exceptions.push(typeof error === 'string' ? error : error.message);
  }
  end() {
    this.#ended.push(this.#told);
  }
  isRecording() {
    return true;
  }
  addEvent() {
    return this;
  }
  addLink() {
    return this;
  }
  addLinks() {
    return this;
  }
  updateName(name: string) {
    this.#told.name = name;
    return this;
  }
}

/** Registers the provider for the rest of this process; `spans` fills as spans end. */
export function collectSpans(spans: EndedSpan[]): void {
  let made = 0;
  const startSpan: Tracer['startSpan'] = (name, options = {}, within = context.active()) => {
    const parent = options.root ? undefined : trace.getSpan(within);
    const told: EndedSpan = {
      name,
      parent: parent instanceof KeptSpan ? parent.name : null,
      attributes: { ...options.attributes },
      status: { code: SpanStatusCode.UNSET },
      exceptions: [],
    };
    return new KeptSpan(spans, told, (++made).toString(16).padStart(16, '0'));
  };
  const tracer = {
    startSpan,
    startActiveSpan(name: string, ...rest: unknown[]) {
      const work = rest.at(-1) as (span: Span) => unknown;
      const options = rest.length > 1 ? (rest[0] as Parameters<Tracer['startSpan']>[1]) : {};
      const span = startSpan(name, options);
      return context.with(trace.setSpan(context.active(), span), () => work(span));
    },
  } as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  context.setGlobalContextManager(contextOfPromises());
}

function contextOfPromises(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.call(self as ThisParameterType<typeof work>, ...args)),
    bind: (_active, target) => target,
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  };
}
