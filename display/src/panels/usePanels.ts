/** The panels that a scene's body draws, each with the topics it stands on. */
import type { Topic } from '@warroom/protocol/board';
import { type PanelName, panelTopics, type SceneConcernId } from '@warroom/protocol/scenes';
import { type Component, type ComputedRef, computed } from 'vue';

export interface ShownPanel {
  name: string;
  component: Component;
  topics: readonly Topic[];
}

/**
 * @param components one for each panel that the concern's definition names, no more and no fewer
 * @param names those to show, in order; a name that is no panel of the scene is passed over
 */
export function usePanels<C extends SceneConcernId>(
  concern: C,
  components: Readonly<Record<PanelName<C>, Component>>,
  names: () => readonly string[],
): ComputedRef<ShownPanel[]> {
  const byName = new Map<string, Component>(Object.entries(components));
  return computed(() =>
    names().flatMap((name) => {
      const component = byName.get(name);
      return component ? [{ name, component, topics: panelTopics(concern, name) }] : [];
    }),
  );
}
