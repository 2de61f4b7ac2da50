/** What a WebSocket reports that ended without a close of its own (RFC 6455, 7.4.1). */
export const ABNORMAL = 1006;
