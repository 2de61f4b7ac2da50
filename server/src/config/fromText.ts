/** A setting given as text (environment, command line), in the type that its schema asks for. */
import { WarroomError } from '../errors.ts';

interface Node {
  type?: string;
  properties?: Record<string, Node>;
}

/** The schema of a setting by its dotted path; undefined where there is no such setting. */
function nodeAt(schema: Node, dotted: string): Node | undefined {
  let node: Node | undefined = schema;
  for (const part of dotted.split('.')) node = node?.properties?.[part];
  return node;
}

/**
 * Text stays text where the setting is text or unknown (the validator names it then).
 * @throws WarroomError CONFIG_INVALID for text that is no number or no boolean where one is wanted
 */
export function fromText(schema: object, dotted: string, text: string): unknown {
  const refuse = (wanted: string) =>
    new WarroomError('CONFIG_INVALID', `configuration: ${dotted}: ${JSON.stringify(text)} is not ${wanted}`);
  switch (nodeAt(schema, dotted)?.type) {
    case 'number':
    case 'integer':
      if (text.trim() === '' || !Number.isFinite(Number(text))) throw refuse('a number');
      return Number(text);
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw refuse('true or false');
      return text === 'true';
    default:
      return text;
  }
}
