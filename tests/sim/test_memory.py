import gc
import weakref

from worlds import sales_force

from sim.engine import model as engine


def test_a_finished_replication_lets_its_model_go(monkeypatch):
    # Mesa 3 keeps a class-level register of models; a study of a thousand replications must not keep a thousand worlds.
    made = []
    born = engine.SalesModel.__init__

    def remember(self, *given):
        born(self, *given)
        made.append(weakref.ref(self))

    monkeypatch.setattr(engine.SalesModel, "__init__", remember)
    engine.run_reference(sales_force(run={"months": 1}), 0)
    gc.collect()

    assert len(made) == 1
    assert made[0]() is None
