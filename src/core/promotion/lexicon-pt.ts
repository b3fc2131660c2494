import type { Lexicon } from "./families.ts";

export const PORTUGUESE: Lexicon = {
  "price-cut": `metade do pre\u00e7o | pela metade | metade do valor | a metade | pre\u00e7o baixo
    | pre\u00e7os baixos | pre\u00e7o caiu | pre\u00e7o baixou | baixou | baixou o pre\u00e7o
    | baixa de pre\u00e7o | melhor pre\u00e7o | melhores pre\u00e7os | pre\u00e7o especial
    | pre\u00e7os especiais | pre\u00e7o de lan\u00e7amento | pre\u00e7o de banana
    | pre\u00e7o imperd\u00edvel | pre\u00e7os imperd\u00edveis | pre\u00e7o \u00fanico
    | pre\u00e7os de arrasar | loucura de pre\u00e7os | precinho | pre\u00e7o promocional | mais barat*
    | mais em conta | economize | economiza | economia de | poupe | poupa | poupan\u00e7a de | pague menos
    | pagam menos | paga menos | pechincha* | barganha* | por menos de | por menos que
    | a partir de apenas | condi\u00e7\u00e3o especial | condi\u00e7\u00f5es especiais | arrasad*
    | pre\u00e7o reduzido | rebaixas | sai mais barato | menos por pessoa | por esse pre\u00e7o
    | por este pre\u00e7o | um ter\u00e7o mais | preço de custo | a preço de custo | preço de adega
    | preço de fábrica | preço cheio | custa o dobro | abatemos | pelo preço das | pelo preço de
    | a menos na | zero taxa | por menos dinheiro | metade da tabela`,
  discount: `desconto | descontos | descont\u00e3o | com desconto | desconta\u00e7o*`,
  sale: `liquida\u00e7\u00e3o | liquida | liquida tudo | queima de estoque | queim\u00e3o
    | saldo de ver\u00e3o | promo\u00e7\u00e3o rel\u00e2mpago | black friday | cyber monday
    | semana do consumidor | outlet | sald\u00e3o | sald\u00f5es | bota-fora | fim de esta\u00e7\u00e3o
    | venda flash | vendas flash | venda privada | vendas privadas | venda secreta | venda especial
    | dia de descontos | fim de cole\u00e7\u00e3o`,
  offer: `oferta | ofertas | promo\u00e7\u00e3o | promo\u00e7\u00f5es | promo | promos | em promo\u00e7\u00e3o
    | oferta rel\u00e2mpago | oferta especial | ofertas imperd\u00edveis | oferta exclusiva
    | campanha promocional | super oferta | oportunidade \u00fanica`,
  coupon: `cupom | cupons | cup\u00e3o | cup\u00f5es | vale de | vale-compras | vale compras | vale-presente de
    | c\u00f3digo promocional | c\u00f3digo de desconto | use o c\u00f3digo | use o cupom
    | com o c\u00f3digo | com o cupom | insira o c\u00f3digo | aplique o c\u00f3digo
    | utilize o c\u00f3digo | resgate* | resgate j\u00e1 | voucher* | c\u00f3digo exclusivo`,
  freebie: `gr\u00e1tis | de gra\u00e7a | gratuito | gratuita | brinde* | de brinde | mimo | mimos
    | frete gr\u00e1tis | frete por nossa conta | por nossa conta | envio gr\u00e1tis | portes gr\u00e1tis
    | portes gratuitos | entrega gr\u00e1tis | entrega gratuita | frete \u00e9 por nossa
    | m\u00eas gr\u00e1tis | meses gr\u00e1tis | teste gr\u00e1tis | experimente gr\u00e1tis | oferecemos
    | oferta de portes | por conta da casa | \u00e9 nossa | sem pagar | n\u00e3o paga
    | crian\u00e7a n\u00e3o paga | de oferta | sai de graça | o embrulho | tanque cheio | tomam café por
    | um presente para | presente para você | de presente | leve grátis | amostra grátis | amostras grátis
    | é cortesia | taxa é cortesia | sem matrícula`,
  "multi-buy": `leve dois | leve duas | leve 2 | leve 3 | leve tr\u00eas | leva duas | leva dois | pague um
    | pague uma | pague 1 | pague 2 | pague dois | paga s\u00f3 uma | paga um | compre um | compre 1
    | compre 2 | segunda unidade | segundo par | o segundo sai | dois por um | em dobro | \u00e9 dobrad*
    | dose dupla | rod\u00edzio duplo`,
  "call-to-buy": `compre j\u00e1 | compre agora | compre hoje | compre aqui | compra j\u00e1 | compre online
    | garanta j\u00e1 | garanta o seu | garanta a sua | garanta agora | garante j\u00e1 | aproveite*
    | aproveita | n\u00e3o deixe passar | pe\u00e7a j\u00e1 | pe\u00e7a a sua | pe\u00e7a o seu
    | pe\u00e7a agora | encomende j\u00e1 | encomende | encomenda j\u00e1 | reserve j\u00e1
    | reserve a sua | reserve a sua mesa | reserve agora | visite a loja | visite a nossa
    | visite nosso site | visite-nos | venha conferir | vem conferir | conhe\u00e7a o novo
    | conhe\u00e7a a nova | d\u00ea uma olhada | d\u00e1 uma olhada | d\u00ea uma espreitadela | espreit*
    | veja aqui | clique e | clique aqui e compre | toque para adicionar | corra | corra para | descubra*
    | assine j\u00e1 | assine agora | contrate | pe\u00e7a uma simula\u00e7\u00e3o | pe\u00e7a j\u00e1 uma
    | fa\u00e7a j\u00e1 | fa\u00e7a seu pedido | fa\u00e7a a sua | leve para casa | ele \u00e9 seu
    | ela \u00e9 sua | passa l\u00e1 | passe na loja | passe por c\u00e1 | monte seu kit | monte o seu
    | compre na loja | ver cole\u00e7\u00e3o | quer o link | test drive | agende sua visita
    | agende a sua visita | encomende um | basta dizer | embolse | baixe o app | inscreva-se já
    | se inscrever cedo | entregue este mês | comece o teste | conheça nossa | conheça nosso
    | conheça a nossa | conheça o nosso | peça um orçamento | marco uma demonstração | veja na loja
    | pedindo antes | cancele quando quiser | ainda estão à venda | responda tarde | fique até as
    | confira nossas | confira as ofertas | confira o novo | experimente o novo | experimente nosso
    | recarregue agora | recarrega já | escolha o seu | escolha a sua | garanta a vaga | descubra
    | conheça | prove nosso | prove o novo | experimente | clique aqui para comprar | anime-se | aposte em`,
  urgency: `s\u00f3 hoje | somente hoje | apenas hoje | \u00faltima chance | \u00faltimas horas
    | \u00faltimos dias | \u00faltimas unidades | \u00faltima oportunidade | \u00faltimas vagas | corra
    | corre | n\u00e3o perca | n\u00e3o percas | n\u00e3o perca tempo | n\u00e3o fique de fora
    | at\u00e9 meia-noite | at\u00e9 \u00e0 meia-noite | at\u00e9 hoje | antes que acabe* | antes que suma
    | antes que esgote* | enquanto durarem | enquanto dura* | enquanto houver | tempo limitado
    | por tempo limitado | edi\u00e7\u00e3o limitada | unidades limitadas | vagas limitadas
    | estoque limitado | stock limitado | poucas unidades | restam poucas | s\u00f3 restam
    | acabou, acabou | s\u00f3 at\u00e9 | v\u00e1lido s\u00f3 | s\u00f3 neste fim | termina hoje
    | acaba hoje | expiram hoje | expira hoje | agora ou nunca | os primeiros 100 | at\u00e9 domingo
    | corre l\u00e1 | rel\u00e2mpago`,
  "cross-sell": `tamb\u00e9m compraram | tamb\u00e9m levaram | levou tamb\u00e9m | levaram tamb\u00e9m
    | levam tamb\u00e9m | tamb\u00e9m compr* | tamb\u00e9m gost* | pode gostar | vai gostar | vai adorar
    | vai amar | voc\u00ea pode gostar | talvez goste | poder\u00e1 interessar | combina com
    | combina demais | combinam com | combinando | combina na perfei\u00e7\u00e3o | ficaria linda
    | ficaria lindo | fica perfeit* | ficaria perfeit* | perfeito para | perfeita para | ideal para o seu
    | complete o look | complete a | complete o conjunto | complete a rotina | complete o seu
    | quem comprou | clientes que compraram | em cada dez | clientes levam | recomendado para
    | recomenda\u00e7\u00f5es para | escolhido para voc\u00ea | selecionado para | selecionamos para
    | mais vendido | mais vendidos | campe\u00e3o de vendas | campe\u00e3 de vendas | ali\u00e1s
    | j\u00e1 agora | por falar nisso | enquanto espera | modelos parecidos | modelos semelhantes
    | produtos semelhantes | linha premium | a condizer | acess\u00f3rios para | merece
    | j\u00e1 est\u00e1 acabando | est\u00e1 a acabar | repor o estoque | separamos
    | guard\u00e1mos para si | reservamos para voc\u00ea | aproveite e leve | mais um item | leva nossas
    | sommelier sugere | chef sugere | deu fome | quase todos aproveitam | adoram nosso | adoram nossa
    | pais de primeira viagem | o modelo novo | nosso kit | a maioria leva | pão quente | dê uma espiada
    | cliente da casa`,
  upsell: `passe ao | passe para o | passe a premium | fa\u00e7a upgrade | upgrade vip | upgrade para
    | mude para o plano | mude para | migre para | plano anual | plano premium hoje | ilimitad*
    | sem limite | sem limites | apoio priorit\u00e1rio | suporte priorit\u00e1rio | que tal incluir
    | que tal adicionar | que tal | acrescente | vista mar | su\u00edte com | torne-o especial
    | torne especial | fuja da fila | fura-fila | fast pass | fast track | proteja a | proteja o seu
    | seguro do carro | garantia estendida | extens\u00e3o de garantia | mais espa\u00e7o | desbloqueie
    | manuten\u00e7\u00e3o anual | plano de manuten\u00e7\u00e3o | j\u00e1 n\u00e3o chega
    | n\u00e3o chega para | suba de n\u00edvel | eleve o | troque para | mensal e economize
    | envio expresso | quer amanhã | adicione uma mala | plano de recarga | harmonização
    | primeira parcela | lentes finas | versão completa | bagagem extra | entra por mais
    | bebidas incluídas | o lounge | seguro pet | por mês desde | nossa nova conta | os passaportes
    | proteja a família`,
  referral: `indique um amigo | indique amigos | indique e ganhe | indica um amigo | convide um amigo
    | convide amigos | convide os amigos | convida um amigo | chame os amigos | traga um amigo
    | traga os amigos | traga a fam\u00edlia | recomende a um | compartilhe o seu link
    | compartilhe seu link | partilhe o link | partilha o teu link | por cada amigo | por amigo indicado
    | os dois ganham | acompanhad* | com acompanhante | leve um amigo | venha com uma colega
    | venha com um amigo | venha com uma amiga`,
  reward: `sorteio* | sorteamos | concorra* | concorre | para ganhar | ganhe | ganha | ganhe um | ganhe uma
    | ganhe at\u00e9 | pr\u00eamio* | pr\u00e9mio* | passatempo | concurso* | pontos b\u00f4nus
    | pontos em dobro | b\u00f4nus | b\u00f3nus | cashback | dinheiro de volta | recompensa* | 5 estrelas
    | cinco estrelas | avalie com | avalie-nos | deixe sua avalia\u00e7\u00e3o
    | deixe a sua avalia\u00e7\u00e3o | marque dois | marque amigos | como agradecimento
    | em agradecimento | para agradecer | troque seus pontos | troque j\u00e1 | primeiro dep\u00f3sito
    | receba um | raspadinha | roleta | vale o triplo | vale o dobro | o triplo | moedas | avalie nosso
    | avalie o nosso | o dobro de | o dobro | dobre seus | duplique | mais gigas | em dobro`,
  novelty: `nova cole\u00e7\u00e3o | novas cole\u00e7\u00f5es | chegou o novo | acabou de chegar
    | acabaram de chegar | acaba de chegar | acabamos de lan\u00e7ar | rec\u00e9m-chegad*
    | lan\u00e7amento* | novidade* | as novidades | cole\u00e7\u00e3o outono
    | cole\u00e7\u00e3o ver\u00e3o | cole\u00e7\u00e3o de | novo menu | novo card\u00e1pio
    | menu degusta\u00e7\u00e3o | de volta ao estoque | voltou ao estoque | est\u00e1 de volta
    | dispon\u00edvel novamente | dispon\u00edvel de novo | seja o primeiro | seja a primeira
    | seja das primeiras | acesso antecipado | vendas antecipadas | pr\u00e9-venda | a nova linha
    | nova linha | apresentamos | j\u00e1 c\u00e1 est\u00e3o | novo sabor | novos sabores
    | grande inauguração | inauguramos | última fase | nova loja | segunda loja | de volta às aulas
    | está de volta ao | chegou a coleção | voltou a ter`,
  "abandoned-cart": `no carrinho | seu carrinho | ao carrinho | no cesto | esqueceu algo | esqueceu-se | deixou algo
    | deixou itens | finalize | finalize a compra | finalize sua compra | conclua a compra
    | conclua seu pedido | que voc\u00ea viu | lista de desejos | est\u00e1 te esperando
    | esperando por voc\u00ea | \u00e0 sua espera`,
  membership: `entre para o clube | entre no clube | junte-se | fa\u00e7a parte | seja s\u00f3cio | seja s\u00f3cia
    | seja membro | torne-se membro | torne-se s\u00f3cio | associe-se | clube vip | exclusiv*
    | vantagens exclusivas | s\u00f3 para assinantes | s\u00f3 para clientes | s\u00f3cias pagam
    | matr\u00edcula | inscreva-se e | subscreva* | benef\u00edcios exclusivos | treine sem`,
  "credit-offer": `pr\u00e9-aprovado | pr\u00e9 aprovado | preaprovado | empr\u00e9stimo | sem juros | 12x sem
    | parcelas que cabem | parcele | cr\u00e9dito na hora | dinheiro na hora | limite liberado | invista
    | comece a investir | cr\u00e9dito f\u00e1cil`,
  "win-back": `sentimos a sua falta | sentimos sua falta | saudades de voc\u00ea | temos saudades | volte e
    | volte j\u00e1 | h\u00e1 quanto tempo | faz tempo que | reative | reactive | que saudade`,
  temptation: `sabia que | voc\u00ea sabia | cansado de | cansada de | por que n\u00e3o | que tal
    | quem n\u00e3o gosta | quem n\u00e3o ama | tem pressa | viaja muito | psiu | pst | boa not\u00edcia
    | boas not\u00edcias | \u00f3tima not\u00edcia | mime-se | mima-te | mime a | surpreenda*
    | voc\u00ea merece | merece um mimo | dormindo bem | gostando do | contente com | pergunte por
    | pergunte pelo | pergunte sobre | fale na recep\u00e7\u00e3o | fale com a recep\u00e7\u00e3o
    | no balc\u00e3o | algo novo | responda sim | tem interesse | ideia de presente | presente perfeito
    | nas alturas | d\u00ea de presente | quer mais | prefere sossego | complete o programa | prolongue o
    | quer dormir mais | você esquece a | curta o | prepare-se para | chegou a hora | sonha com
    | o que está esperando | apaixone-se | se apaixonar | esperam por você | delicie-se`,
  settled: `foi aplicado | foi aplicada | j\u00e1 aplicad* | aplicado ao pedido | foi abatido | foi descontado
    | cobramos | foi creditado | foi creditada | creditamos | voc\u00ea economizou | voc\u00ea pagou
    | pagou menos | poupou | valor cobrado | total pago | foi libertada | foi liberada
    | j\u00e1 est\u00e1 na sua conta | desconto aplicado | reservado: | reserva confirmada | reservado de
    | obrigado por comprar | cobrado duas vezes | foi reservado | mesa reservada em nome | pagou
    | corrigida | faltava o | cobrado | descontou | pago: | pagos no | pago no cartão | você usou
    | cobrança | desta conta | já pago | que escolheu | aplicámos | aplicamos o | foi cobrado
    | em dinheiro`,
  ended: `venceu | venceu no | expirou | acabou em | terminou | terminou ontem | encerrou | j\u00e1 terminou
    | deixou de | per\u00edodo gr\u00e1tis terminou | per\u00edodo de teste | per\u00edodo gr\u00e1tis
    | valia por | tinha expirado | n\u00e3o vale mais | crédito promocional de`,
  refund: `reembols* | estorn* | devolvemos | devolu\u00e7\u00e3o | a diferen\u00e7a | valor voltou
    | foi devolvido | ressarc* | devolver`,
  warning: `golpe* | n\u00e3o s\u00e3o nossas | n\u00e3o clique | n\u00e3o informe | fraude* | falsas
    | em nosso nome | com nosso nome | em nome do banco | nunca pedimos | nunca pede | n\u00e3o reconhece
    | se n\u00e3o foi voc\u00ea | se n\u00e3o foi | bloqueamos | bloqueado | cuidado com | suspeit*
    | burla* | foi você | circula uma | circula um | é burla | é golpe | acesso por | tentaram
    | aparelho desconhecido | dispositivo desconhecido`,
  "no-charge": `sem custo | sem custos | sem custo extra | sem cobrar | sem cobrar nada | sem pagar nada a mais
    | sem encargos | nada a pagar | gratuito pela garantia | pela garantia | na garantia
    | n\u00e3o cobramos | n\u00e3o precisa contratar | n\u00e3o precisa comprar | n\u00e3o precisa pagar
    | rastreio auditivo gratuito | consulta gratuita | vai de gra\u00e7a | substituto gratuito
    | exame gratuito | cancelamento gr\u00e1tis`,
  origin: `encomenda dos saldos | compra da black friday | pedido da black friday | comprou na | comprado na
    | compras da | encomenda da | pedidos demais | encomendas da | pedido feito na`,
  named: `oficina | palestra | semin\u00e1rio | workshop | webinar | congresso | livro | romance | jogo
    | pe\u00e7a | filme | curso | ingresso para | ingressos para | bilhete para | feira`,
  agreed: `conforme combinado | como combinado | a pedido seu | a seu pedido | como pediu | conforme solicitado
    | se inscreveu | te inscreveste | conforme pedido`,
  balance: `saldo do seu | saldo: | pontos com o pedido | vale-presente depois | bateria | cr\u00e9dito de
    | pontos acumulados | seu saldo | saldo atual | saldo de pontos`,
  entitlement: `seu pedido de | foi aprovado | foi aprovada | foi deferid* | sua candidatura | garantia aceita
    | seu requerimento | meia-passagem | meia passagem | estudantes foi | sua solicita\u00e7\u00e3o
    | oferta de vaga | proposta de emprego | a oferta mantém-se | carta de oferta | que você comprou`,
  invoice: `fatura | cupom fiscal | nota fiscal | iva | subtotal | total a pagar | total | pago no pix | vence a
    | recibo | portes`,
  period: `esta semana | este mês | neste mês | nesta semana | este fim de semana | neste fim de semana
    | até domingo | até sexta | até o fim do | até ao fim | o mês todo | a semana toda | neste verão
    | este verão | por 48 horas | nesta temporada`,
  praise: `perfeito | perfeita | favorito | favorita | favoritos | incrível | incríveis | irresistív*
    | delicios* | espetacular* | fantástic* | imperdív* | de luxo | requintad* | tendência | imbatív*
    | ideal | desfrute`,
  "low-price": `paguem só | pague só | paga só | pague apenas | só r$ | cada um paga | acessív* | baratinh*`,
  money: `reais`,
};
