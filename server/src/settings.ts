/** What the sections of the configuration are made of. Each section stands in its room; `config/` puts them together. */
import { Type } from 'typebox';

/** An unknown setting is refused by name. */
export const closed = { additionalProperties: false };
export const section = <T extends Parameters<typeof Type.Object>[0]>(properties: T) => Type.Object(properties, { ...closed, default: {} });
export const ms = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });
