"""Train encoder as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def train_encoder(
    encoder: dsl.Output[dsl.Model],
    page: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    encoder_model: str,
    epochs: int = 8,
    learning_rate: float = 2e-5,
    min_pairs: int = 500,
    max_pairs: int = 20000,
    held_out_share: float = 0.2,
    window_tokens: int = 64,
) -> str:
    """Tune the sentence encoder on the tenant's questions and answers, and return kept or refused.

    Args:
        encoder: The tuned encoder with its card when it is kept, else the one that training started from.
        page: What both find of held-out questions, and the loss.
        metrics: Pairs, questions and nDCG@10 by way of searching.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        encoder_model: Sentence encoder to start from: a directory, or a Hugging Face id as name@revision.
        epochs: How often each pair is seen.
        learning_rate: Highest learning rate; 2e-5 suits a pretrained encoder, 1e-3 one of a million parameters.
        min_pairs: Fewer questions with answers train nothing.
        max_pairs: Most questions with answers that are used.
        held_out_share: Share of the occasions that is never trained on, to judge encoders.
        window_tokens: Window for reading conversations in one pass, learnt and used where it finds no less; 0: never.
    """
    from pathlib import Path

    from talktrack.core import logs
    from talktrack.core.ports import EncoderSettings
    from talktrack.engines import reports
    from talktrack.engines.encoder_card import EncoderCard, write_card
    from talktrack.engines.encoder_training import SentenceEncoderTraining
    from talktrack.systems.repository import open_repository
    from talktrack.training.train_encoder import layout, step
    from talktrack.training.train_encoder.material import Limits

    logs.configure()
    settings = EncoderSettings(learning_rate=learning_rate, window_tokens=window_tokens)
    order = step.Order(Limits(held_out_share, max_pairs), settings, epochs, min_pairs)
    training = SentenceEncoderTraining(encoder_model)
    found = step.run(open_repository(home, tenant), training, Path(encoder.path), order)
    if found.form:
        card = EncoderCard(
            window_tokens=found.form.window_tokens, words_weight=found.form.words_weight, figures=found.figures
        )
        write_card(Path(encoder.path), card)
    blocks: list[reports.Block] = [reports.Facts(layout.headline(found)), reports.Text(f"Because {found.reason}.")]
    if found.curve:
        blocks += [reports.TableBlock(("way of searching", "nDCG@10"), layout.ways(found))]
        blocks += [reports.LinePlot("Loss", layout.series(found), "optimiser step", "loss")]
    Path(page.path).write_text(reports.page(f"Encoder of {tenant}", blocks), encoding="utf-8")
    for name, value in found.figures.items():
        metrics.log_metric(name, value)
    return found.verdict
