/** Every answer that is not a success has one shape: `{error, message, retry, faults?, details?}`, and Retry-After where it helps. */
import type { FastifyError, FastifyPluginAsync, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { type ErrorCode, WarroomError } from '../errors.ts';
import { failActive } from '../tracing.ts';

/** Fastify's own refusals in the words of the registry. */
const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'CONTENT_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_BAD_URL: 'REQUEST_INVALID',
  FST_ERR_MAX_PARAM_LENGTH: 'REQUEST_INVALID',
  FST_ERR_MAX_LIMIT: 'REQUEST_INVALID',
};

/** `/note` of the body → `note`; of another part with the part in front: `querystring.partial`. */
function fieldOf(part: string | undefined, path: string): string {
  const inner = path.slice(1).replaceAll('/', '.');
  return part === undefined || part === 'body' ? inner : inner === '' ? part : `${part}.${inner}`;
}

export function toWarroomError(error: FastifyError | WarroomError): WarroomError {
  if (error instanceof WarroomError) return error;
  if (error.validation) {
    const faults = error.validation.map(({ instancePath, keyword, params, message }) => {
      const missing = keyword === 'required' ? (params as { missingProperty?: string; requiredProperties?: string[] }) : undefined;
      const name = missing?.missingProperty ?? missing?.requiredProperties?.[0];
      const path = name === undefined ? instancePath : `${instancePath}/${name}`;
      return {
        line: 1,
        field: fieldOf(error.validationContext, path),
        reason: name === undefined ? (message ?? 'is not valid') : 'is missing',
      };
    });
    return new WarroomError('REQUEST_INVALID', faults.map((fault) => `${fault.field} ${fault.reason}`).join('; '), { faults });
  }
  const code = FASTIFY_CODES[error.code];
  if (code) return new WarroomError(code, error.message, { cause: error });
  // Malformed JSON in Fastify's own parser is a SyntaxError with status 400.
  if (error.statusCode === 400 && error instanceof SyntaxError)
    return new WarroomError('BODY_MALFORMED', `not JSON: ${error.message}`, { cause: error });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new WarroomError(error.statusCode === 404 ? 'NOT_FOUND' : 'REQUEST_INVALID', error.message, { cause: error });
  }
  return new WarroomError('INTERNAL', 'internal error; the details are in the log of the server', { cause: error });
}

export function sendError(reply: FastifyReply, error: WarroomError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  return reply.code(error.statusCode).type('application/json; charset=utf-8').send(error.toJSON());
}

const errorHandler: FastifyPluginAsync = async (app) => {
  app.setErrorHandler((raised: FastifyError | WarroomError, request, reply) => {
    const error = toWarroomError(raised);
    // A refusal is the client's mistake, and no error of the span.
    if (error.statusCode >= 500) failActive(raised);
    if (error.code === 'INTERNAL') request.log.error({ err: error.cause ?? error }, error.message);
    return sendError(reply, error);
  });
};

/** @name warroom-errors */
export const errorHandlerPlugin = fp(errorHandler, { name: 'warroom-errors', fastify: '5.x' });
